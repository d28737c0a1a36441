import type { Role } from '../domain/person.ts';
import {
  type Arguments,
  readChange,
  readExport,
  readHelp,
  readNothing,
  readStop,
  readUser,
  readUsers,
} from './arguments.ts';
import type { DisplayKeyName } from './filter-keys.ts';
import type { Intent } from './intent.ts';
import { readAudit } from './read-audit.ts';
import { readReject, readRunCommand, readVerdict } from './read-ids.ts';

/** What kind of words a command takes, for completion and help. */
export type Takes =
  | { readonly kind: 'nothing' | 'topic' | 'name' | 'approval' | 'run' | 'audit' }
  | { readonly kind: 'filter'; readonly display: readonly DisplayKeyName[] };

/** A command: what people are told about it, who may use it, and how its words are read. */
export interface CommandEntry {
  /** As it is typed, lower case. */
  readonly name: string;
  readonly usage: string;
  /** One sentence. */
  readonly summary: string;
  readonly examples: readonly [string, string];
  /** Any one of these is enough, and an admin may everything; empty: everyone known (spec S2.2). */
  readonly roles: readonly Role[];
  readonly takes: Takes;
  /** Throws `not-understood` or `ambiguous`. */
  readonly read: (args: Arguments) => Intent;
}

/** Whoever works here in any role, as against an ordinary user. */
const STAFF: readonly Role[] = ['operator', 'approver', 'auditor'];
const READERS: readonly Role[] = ['operator', 'auditor'];
const NOTHING: Takes = { kind: 'nothing' };

/** Every command there is, in the order help shows them (spec S2). */
export const CATALOGUE: readonly CommandEntry[] = [
  {
    name: 'help',
    usage: 'help [topic]',
    summary: 'Shows what you can do, one command in full, or the topics filters and roles.',
    examples: ['help', 'help filters'],
    roles: [],
    takes: { kind: 'topic' },
    read: readHelp,
  },
  {
    name: 'whoami',
    usage: 'whoami',
    summary: 'Shows who Rollcall takes you for, your roles and your directory accounts.',
    examples: ['whoami', '/aum whoami'],
    roles: [],
    takes: NOTHING,
    read: readNothing('whoami'),
  },
  {
    name: 'status',
    usage: 'status',
    summary: 'Shows users, seats, the age of the last directory read, and what waits or runs.',
    examples: ['status', '/aum status'],
    roles: STAFF,
    takes: NOTHING,
    read: readNothing('status'),
  },
  {
    name: 'doctor',
    usage: 'doctor',
    summary: 'Checks every connection and right, with a remedy for each fault.',
    examples: ['doctor', '/aum doctor'],
    roles: READERS,
    takes: NOTHING,
    read: readNothing('doctor'),
  },
  {
    name: 'users',
    usage: 'users FILTER [sort:login|name] [page:N] [per:10|20|50|100]',
    summary: 'Lists the users a filter matches, with their count, to page through and act on.',
    examples: [
      'users inactive:90d,never licensed:yes',
      'users group:confluence-users -group:support-staff sort:name',
    ],
    roles: READERS,
    takes: { kind: 'filter', display: ['sort', 'page', 'per'] },
    read: readUsers,
  },
  {
    name: 'user',
    usage: 'user NAME-OR-MAIL',
    summary: 'Shows one user: state, logins, groups and seat.',
    examples: ['user ada', 'user ada@example.com'],
    roles: READERS,
    takes: { kind: 'name' },
    read: readUser,
  },
  {
    name: 'activate',
    usage: 'activate FILTER',
    summary: 'Asks to activate the deactivated users a filter matches; somebody else approves.',
    examples: ['activate user:ada', 'activate list:ada,bo'],
    roles: ['operator'],
    takes: { kind: 'filter', display: ['sort'] },
    read: readChange('activate'),
  },
  {
    name: 'deactivate',
    usage: 'deactivate FILTER',
    summary: 'Asks to deactivate the users a filter matches; somebody else approves.',
    examples: ['deactivate inactive:90d -group:support-staff', 'deactivate user:ada,bo'],
    roles: ['operator'],
    takes: { kind: 'filter', display: ['sort'] },
    read: readChange('deactivate'),
  },
  {
    name: 'export users',
    usage: 'export users FILTER [columns:username,email,…] [sort:login|name]',
    summary: 'Writes the users a filter matches to a CSV file that only you get.',
    examples: ['export users status:any', 'export users inactive:90d columns:username,email,"last login"'],
    roles: READERS,
    takes: { kind: 'filter', display: ['sort', 'columns'] },
    read: readExport,
  },
  {
    name: 'approvals',
    usage: 'approvals',
    summary: 'Lists the changes that wait for a decision.',
    examples: ['approvals', '/aum approvals'],
    roles: STAFF,
    takes: NOTHING,
    read: readNothing('approvals'),
  },
  {
    name: 'approve',
    usage: 'approve A-ID',
    summary: 'Approves a change somebody else asked for.',
    examples: ['approve A-7f3k2', '/aum approve A-7f3k2'],
    roles: ['approver'],
    takes: { kind: 'approval' },
    read: readVerdict('approve'),
  },
  {
    name: 'reject',
    usage: 'reject A-ID ["why"]',
    summary: 'Rejects a change somebody else asked for, with the reason they are told.',
    examples: ['reject A-7f3k2', 'reject A-7f3k2 "the audit team still needs them"'],
    roles: ['approver'],
    takes: { kind: 'approval' },
    read: readReject,
  },
  {
    // Only the person who asked can withdraw; that is the approval's own rule.
    name: 'withdraw',
    usage: 'withdraw A-ID',
    summary: 'Takes back a change you asked for, before it is decided.',
    examples: ['withdraw A-7f3k2', '/aum withdraw A-7f3k2'],
    roles: ['operator'],
    takes: { kind: 'approval' },
    read: readVerdict('withdraw'),
  },
  {
    name: 'runs',
    usage: 'runs',
    summary: 'Lists the latest runs and how far they are.',
    examples: ['runs', '/aum runs'],
    roles: STAFF,
    takes: NOTHING,
    read: readNothing('runs'),
  },
  {
    name: 'run',
    usage: 'run R-ID',
    summary: 'Shows the progress or the result of one run.',
    examples: ['run R-7f3k2', '/aum run R-7f3k2'],
    roles: STAFF,
    takes: { kind: 'run' },
    read: readRunCommand('run'),
  },
  {
    // Ending a run leaves people as they are, so whoever may ask for a run or decide on one may end it.
    name: 'cancel',
    usage: 'cancel R-ID',
    summary: 'Ends a run early; what it did so far stays done.',
    examples: ['cancel R-7f3k2', '/aum cancel R-7f3k2'],
    roles: ['operator', 'approver'],
    takes: { kind: 'run' },
    read: readRunCommand('cancel'),
  },
  {
    // The emergency brake is for everybody who may start something; only lifting it needs a second thought.
    name: 'stop',
    usage: 'stop',
    summary: 'Halts every run at once, until "resume".',
    examples: ['stop', 'stop everything'],
    roles: ['operator', 'approver'],
    takes: NOTHING,
    read: readStop,
  },
  {
    name: 'resume',
    usage: 'resume',
    summary: 'Lets the runs that "stop" halted go on.',
    examples: ['resume', '/aum resume'],
    roles: ['approver'],
    takes: NOTHING,
    read: readNothing('resume'),
  },
  {
    name: 'audit',
    usage: 'audit [action:"…"] [person:NAME] [target:NAME] [date:2026-11]',
    summary: 'Shows what Rollcall did and refused: who, when, what and to whom.',
    examples: ['audit date:2026-11', 'audit action:"User Deactivated" target:ada'],
    roles: ['auditor'],
    takes: { kind: 'audit' },
    read: readAudit,
  },
];

/** The entry of that very name; a name that is none is a fault of the caller. */
export function entryNamed(name: string): CommandEntry {
  const entry = CATALOGUE.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(`no command is named ${name}`);
  return entry;
}

/** The entry an intent was read by. */
export function entryFor(intent: Intent): CommandEntry {
  switch (intent.kind) {
    case 'change':
      return entryNamed(intent.operation.kind);
    case 'export-users':
      return entryNamed('export users');
    default:
      return entryNamed(intent.kind);
  }
}
