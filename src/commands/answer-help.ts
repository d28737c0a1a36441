import type { HelpEntry, HelpNotice } from '../domain/notice.ts';
import { type Person, ROLES, type Role } from '../domain/person.ts';
import { ProblemError } from '../domain/problem.ts';
import { authorize, commandsFor, isAllowed } from '../policy/authorize.ts';
import { CATALOGUE, entryNamed } from './catalogue.ts';
import type { CommandEntry } from './command-entry.ts';
import { CHANGE_KEYS, DISPLAY_KEYS, FILTER_KEYS, FILTER_WORDS } from './filter-keys.ts';
import { nearest } from './nearest.ts';
import { normalise } from './normalise.ts';
import { quoted } from './not-understood.ts';
import { AUDIT_KEYS } from './read-audit.ts';

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  admin: 'admin: everything below; protects users and groups, gives roles, says who is whom.',
  operator:
    'operator: lists and exports users, asks for changes and their undo, saves filters, exempts users.',
  approver: 'approver: decides on what others asked for, never on their own.',
  auditor: 'auditor: reads everything and changes nothing.',
};

/**
 * Help as this reader may see it: the overview, one command, the commands that start with a word, `filters` or
 * `roles`. Throws `not-understood` for an unknown topic and `not-allowed` for a command the reader may not use.
 */
export function answerHelp(person: Person, topic: string | null): HelpNotice {
  const name = normalise(topic ?? '')
    .text.trim()
    .toLowerCase()
    .replace(/\s+/g, ' ');
  if (name === '') return overview(person);
  if (name === 'roles' || name === 'role') {
    return notice('roles', rolesText(person), commandsFor(person, family('roles')).map(helpEntry));
  }
  if (name === 'filters' || name === 'filter') return filters(person);
  const entries = family(name);
  const [first] = entries;
  if (first === undefined) throw unknownTopic(person, name);
  const allowed = commandsFor(person, entries);
  if (allowed.length === 0) refuseUnless(person, first);
  return notice(name, [...new Set(allowed.flatMap(commandText))], allowed.map(helpEntry));
}

/** A catalogue entry as help shows it. */
export function helpEntry({ name, usage, summary, examples, roles }: CommandEntry): HelpEntry {
  return { name, usage, summary, examples, roles };
}

function overview(person: Person): HelpNotice {
  const entries = commandsFor(person, CATALOGUE).map(helpEntry);
  const mayList = isAllowed(person, entryNamed('users'));
  const text = [
    'Type a command, or press a button on a card: both do the same.',
    mayList
      ? '"help filters" shows what a FILTER can say, "help" with a command shows that command.'
      : '"help" with a command shows that command, "help roles" who may do what.',
  ];
  return notice(null, text, entries);
}

/** The command of that name and those whose names go on from it. */
function family(name: string): readonly CommandEntry[] {
  return CATALOGUE.filter((entry) => entry.name === name || entry.name.startsWith(`${name} `));
}

function filters(person: Person): HelpNotice {
  const users = entryNamed('users');
  refuseUnless(person, users);
  const lines = [...FILTER_KEYS, ...DISPLAY_KEYS].map(told);
  const words = FILTER_WORDS.map(({ word, summary }) => `${word}: ${summary}.`);
  return notice(
    'filters',
    [
      'Conditions stand side by side and all have to hold; commas inside one mean any of.',
      ...lines,
      ...words,
      'A word alone is a username or an address. Names with spaces or commas are quoted; case does not matter.',
    ],
    [users, ...commandsFor(person, family('filter'))].map(helpEntry),
  );
}

function rolesText(person: Person): readonly string[] {
  const mine = person.roles.length === 0 ? 'You hold no role' : `You are ${person.roles.join(' and ')}`;
  return [
    ...ROLES.map((role) => ROLE_WORDS[role]),
    `Everyone known: ${CATALOGUE.filter((entry) => entry.roles.length === 0)
      .map((entry) => entry.name)
      .join(', ')}.`,
    `${mine}; an admin gives roles.`,
  ];
}

function commandText({ takes }: CommandEntry): readonly string[] {
  switch (takes.kind) {
    case 'filter': {
      const own = CHANGE_KEYS.filter(({ key }) => takes.keys.includes(key));
      return [...own.map(told), '"help filters" shows what a FILTER can say.'];
    }
    case 'audit':
      return AUDIT_KEYS.map(told);
    case 'approval':
      return ['"approvals" lists what waits, with its A-ID.'];
    case 'run':
      return ['"runs" lists the latest, with their R-ID.'];
    case 'saved':
      return ['"filter list" shows the names.'];
    case 'exemption':
      return ['DATE is a day such as 2026-12-31, the last one it holds.'];
    case 'role':
      return ['ROLE is admin, operator, approver or auditor; "help roles" says what each may do.'];
    case 'link':
    case 'identity':
      return [
        'ACCOUNT is what "whoami" says there, such as slack/T012/U034, or a mention of who writes from it.',
      ];
    case 'head':
      return ['HEAD is what an earlier verification gave you to note down; with it a cut end is found too.'];
    case 'retention':
      return ['Entries are kept for 30 days at least.'];
    default:
      return [];
  }
}

function told({ usage, summary }: { readonly usage: string; readonly summary: string }): string {
  return `${usage}: ${summary}.`;
}

function refuseUnless(person: Person, entry: CommandEntry): void {
  const refusal = authorize(person, entry);
  if (refusal !== null) throw new ProblemError(refusal);
}

function unknownTopic(person: Person, name: string): ProblemError {
  const topics = ['filters', 'roles', ...commandsFor(person, CATALOGUE).map((entry) => entry.name)];
  const meant = nearest(name, topics);
  return new ProblemError({
    kind: 'not-understood',
    message: `There is no help on ${quoted(name)}. Nothing was changed.`,
    word: name.slice(0, 80),
    suggestion: meant === undefined ? 'help' : `help ${meant}`,
  });
}

function notice(topic: string | null, text: readonly string[], entries: readonly HelpEntry[]): HelpNotice {
  return { kind: 'help', topic, text, entries };
}
