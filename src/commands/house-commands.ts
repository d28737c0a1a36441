import { readNothing } from './arguments.ts';
import { type CommandEntry, NOTHING, READERS } from './command-entry.ts';
import { readAudit } from './read-audit.ts';
import { readRetention, readVerify } from './read-audit-upkeep.ts';
import { readExempt } from './read-exempt.ts';
import { readLink, readUnlink } from './read-link.ts';
import { readName } from './read-name.ts';
import { readProtect } from './read-protect.ts';
import { readRoleChange } from './read-roles.ts';
import { readDropSaved, readSave } from './read-saved.ts';

/** What Rollcall keeps: saved filters, exemptions, protections, roles, the audit log. */
export const HOUSE_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'filter list',
    usage: 'filter [list]',
    summary: 'Lists the saved filters and what each one says.',
    examples: ['filter list', 'filter'],
    roles: READERS,
    takes: NOTHING,
    read: readNothing('filters'),
  },
  {
    name: 'filter save',
    usage: 'filter save NAME FILTER',
    summary: 'Keeps a filter under a name, for use as filter:NAME.',
    examples: [
      'filter save leavers inactive:180d -group:support-staff',
      'filter save unused never created:..2026-06',
    ],
    roles: ['operator'],
    takes: { kind: 'filter', keys: [] },
    read: readSave,
  },
  {
    name: 'filter delete',
    usage: 'filter delete NAME',
    summary: 'Forgets a saved filter.',
    examples: ['filter delete leavers', '/aum filter delete leavers'],
    roles: ['operator'],
    takes: { kind: 'saved' },
    read: readDropSaved,
  },
  {
    name: 'exempt',
    usage: 'exempt USER until DATE "why"',
    summary: 'Leaves one user alone until a day, that day included, with a reason.',
    examples: [
      'exempt ada until 2026-12-31 "on parental leave"',
      'exempt ada@example.com until:2026-12-31 "long project abroad"',
    ],
    roles: ['operator'],
    takes: { kind: 'exemption' },
    read: readExempt,
  },
  {
    name: 'exempt list',
    usage: 'exempt [list]',
    summary: 'Lists the exemptions: who, until when, why, and who answers for it.',
    examples: ['exempt list', 'exempt'],
    roles: READERS,
    takes: NOTHING,
    read: readNothing('exemptions'),
  },
  {
    name: 'exempt remove',
    usage: 'exempt remove USER',
    summary: 'Asks to end an exemption early; somebody else approves.',
    examples: ['exempt remove ada', 'exempt remove ada@example.com'],
    roles: ['operator'],
    takes: { kind: 'name' },
    read: readName('end-exemption'),
  },
  {
    name: 'protect',
    usage: 'protect user:NAME|group:NAME',
    summary: 'Protects a user or a group, so that no change takes anything away there.',
    examples: ['protect user:ada', 'protect group:support-staff'],
    roles: ['admin'],
    takes: { kind: 'subject' },
    read: readProtect('protect'),
  },
  {
    name: 'protect list',
    usage: 'protect [list]',
    summary: 'Lists the users and groups that are protected.',
    examples: ['protect list', 'protect'],
    roles: ['auditor'],
    takes: NOTHING,
    read: readNothing('protections'),
  },
  {
    name: 'protect remove',
    usage: 'protect remove user:NAME|group:NAME',
    summary: 'Asks to end a protection; somebody else approves.',
    examples: ['protect remove user:ada', 'protect remove group:support-staff'],
    roles: ['admin'],
    takes: { kind: 'subject' },
    read: readProtect('unprotect'),
  },
  {
    name: 'roles',
    usage: 'roles',
    summary: 'Lists who has which role, by themselves or through a group.',
    examples: ['roles', '/aum roles'],
    roles: ['auditor'],
    takes: NOTHING,
    read: readNothing('roles'),
  },
  {
    name: 'roles give',
    usage: 'roles give PERSON|group:NAME ROLE',
    summary: 'Asks to give a role to a person or to everybody in a group; somebody else approves.',
    examples: ['roles give priya approver', 'roles give group:it-operations operator'],
    roles: ['admin'],
    takes: { kind: 'role' },
    read: readRoleChange('give-role'),
  },
  {
    name: 'roles take',
    usage: 'roles take PERSON|group:NAME ROLE',
    summary: 'Takes a role from a person or from everybody in a group.',
    examples: ['roles take "Priya Nair" approver', 'roles take group:it-operations operator'],
    roles: ['admin'],
    takes: { kind: 'role' },
    read: readRoleChange('take-role'),
  },
  {
    name: 'people',
    usage: 'people',
    summary:
      'Lists who Rollcall knows: their roles, the accounts they write from and who they are in directories.',
    examples: ['people', '/aum people'],
    roles: ['auditor'],
    takes: NOTHING,
    read: readNothing('people'),
  },
  {
    name: 'people link',
    usage: 'people link NAME ACCOUNT|user:NAME',
    summary:
      'Says that an account or a directory user is this person; a new name makes one, and what gives somebody more takes a second person.',
    examples: ['people link "Ada Okafor" slack/T012/U034', 'people link "Ada Okafor" user:ada'],
    roles: ['admin'],
    takes: { kind: 'link' },
    read: readLink,
  },
  {
    name: 'people unlink',
    usage: 'people unlink ACCOUNT|user:NAME',
    summary: 'Says that an account is nobody’s any more; for a directory user a second person approves.',
    examples: ['people unlink slack/T012/U034', 'people unlink user:ada'],
    roles: ['admin'],
    takes: { kind: 'identity' },
    read: readUnlink,
  },
  {
    name: 'audit',
    usage: 'audit [action:"…"] [person:NAME] [target:NAME] [date:2026-11]',
    summary: 'Shows what Rollcall did and refused: who, when, what and to whom.',
    examples: ['audit date:2026-11', 'audit action:"User Deactivated" target:ada'],
    roles: ['auditor'],
    takes: { kind: 'audit' },
    read: readAudit('audit'),
  },
  {
    name: 'audit export',
    usage: 'audit export [action:"…"] [person:NAME] [target:NAME] [date:2026-11]',
    summary: 'Writes the audit entries that match to a CSV file that only you get.',
    examples: ['audit export date:2026-11', 'audit export person:priya action:"User Deleted"'],
    roles: ['auditor'],
    takes: { kind: 'audit' },
    read: readAudit('audit-export'),
  },
  {
    name: 'audit verify',
    usage: 'audit verify [HEAD]',
    summary:
      'Checks that no audit entry was edited, removed or reordered, nor any cut off since a head you noted.',
    examples: ['audit verify', 'audit verify 1234-9f8e7d6c5b4a3f2e'],
    roles: ['auditor'],
    takes: { kind: 'head' },
    read: readVerify,
  },
  {
    name: 'audit retention',
    usage: 'audit retention 90d|off',
    summary: 'Asks to keep audit entries for so many days, or for ever with off; somebody else approves.',
    examples: ['audit retention 365d', 'audit retention off'],
    roles: ['admin'],
    takes: { kind: 'retention' },
    read: readRetention,
  },
];
