import { ROLES } from '../domain/person.ts';
import type { CommandEntry } from './command-entry.ts';
import { ALL_KEYS, CHANGE_KEYS, DISPLAY_KEYS, FILTER_KEYS, FILTER_WORDS } from './filter-keys.ts';
import { EXPORT_COLUMNS } from './intent.ts';
import { quoteValue } from './print-filter.ts';
import { AUDIT_KEYS } from './read-audit.ts';

/** What completion may offer beside the language itself. */
export interface Vocabulary {
  /** The commands the person may use. */
  readonly commands: readonly CommandEntry[];
  readonly groups: readonly string[];
  readonly directories: readonly string[];
  /** Names of saved filters; none when absent. */
  readonly filters?: readonly string[];
}

export interface Suggestion {
  /** What takes the place of the text from `from` to `to`. */
  readonly insert: string;
  readonly description: string;
}

const HELP_TOPICS: readonly Suggestion[] = [
  { insert: 'filters', description: 'everything a filter can say' },
  { insert: 'roles', description: 'who may do what' },
];
const SUBJECTS: readonly Suggestion[] = [
  { insert: 'user:', description: 'one user by name' },
  { insert: 'group:', description: 'everybody in a group' },
];
const RETENTIONS: readonly Suggestion[] = [
  { insert: '90d', description: 'three months' },
  { insert: '365d', description: 'a year' },
  { insert: 'off', description: 'for ever' },
];

/** Words that can stand in a command where `word` was begun. */
export function wordsFor(entry: CommandEntry, word: string, vocabulary: Vocabulary): readonly Suggestion[] {
  const { takes } = entry;
  switch (takes.kind) {
    case 'topic':
      return [
        ...HELP_TOPICS,
        ...vocabulary.commands.map(({ name, summary }) => ({ insert: name, description: summary })),
      ];
    case 'audit':
      return AUDIT_KEYS.map(keyed);
    case 'filter': {
      if (word.startsWith('-')) return [{ insert: '-group:', description: 'leaves members of a group out' }];
      const changes = CHANGE_KEYS.filter(({ key }) => takes.keys.includes(key));
      const display = DISPLAY_KEYS.filter(({ key }) => takes.keys.includes(key));
      const words = FILTER_WORDS.map(({ word: insert, summary }) => ({ insert, description: summary }));
      return [...[...changes, ...FILTER_KEYS, ...display].map(keyed), ...words];
    }
    case 'subject':
      return SUBJECTS;
    case 'exemption':
      return [{ insert: 'until ', description: 'the last day it holds' }];
    case 'link':
    case 'identity':
      return SUBJECTS.slice(0, 1);
    case 'role':
      return [...SUBJECTS.slice(1), ...names(ROLES, 'role')];
    case 'saved':
      return names(vocabulary.filters ?? [], 'saved filter');
    case 'retention':
      return RETENTIONS;
    default:
      return [];
  }
}

/** Values that can stand behind a key of a command. */
export function valuesFor(entry: CommandEntry, key: string, vocabulary: Vocabulary): readonly Suggestion[] {
  switch (entry.takes.kind) {
    case 'audit':
      return names(AUDIT_KEYS.find((candidate) => candidate.key === key)?.values ?? [], 'action');
    case 'subject':
    case 'role':
      return key === 'group' ? names(vocabulary.groups, 'group') : [];
    case 'filter':
      return filterValues(key, vocabulary);
    default:
      return [];
  }
}

function filterValues(key: string, vocabulary: Vocabulary): readonly Suggestion[] {
  switch (key) {
    case 'group':
    case 'to':
    case 'from':
      return names(vocabulary.groups, 'group');
    case 'dir':
      return [...names(vocabulary.directories, 'directory'), ...fixed('dir')];
    case 'columns':
      return names(EXPORT_COLUMNS, 'column');
    case 'filter':
      return names(vocabulary.filters ?? [], 'saved filter');
    default:
      return fixed(key);
  }
}

function fixed(key: string): readonly Suggestion[] {
  const entry = ALL_KEYS.find((candidate) => candidate.key === key);
  return (entry?.values ?? []).map((insert) => ({ insert, description: entry?.summary ?? '' }));
}

function keyed({ key, summary }: { readonly key: string; readonly summary: string }): Suggestion {
  return { insert: `${key}:`, description: summary };
}

function names(values: readonly string[], description: string): readonly Suggestion[] {
  return values.map((value) => ({ insert: quoteValue(value), description }));
}
