import { CATALOGUE, type CommandEntry } from './catalogue.ts';
import { DISPLAY_KEYS, FILTER_KEYS, FILTER_WORDS } from './filter-keys.ts';
import { EXPORT_COLUMNS } from './intent.ts';
import { quoteValue } from './print-filter.ts';
import { AUDIT_KEYS } from './read-audit.ts';

/** What completion may offer beside the language itself. */
export interface Vocabulary {
  /** The commands the person may use. */
  readonly commands: readonly CommandEntry[];
  readonly groups: readonly string[];
  readonly directories: readonly string[];
}

export interface Suggestion {
  /** What takes the place of the text from `from` to `to`. */
  readonly insert: string;
  readonly description: string;
}

/** Suggestions for the word at the cursor; `from` and `to` are indexes into the text as typed. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
}

/** More do not help anybody choose. */
const MAX_SUGGESTIONS = 20;
const HELP_TOPICS: readonly Suggestion[] = [
  { insert: 'filters', description: 'everything a filter can say' },
  { insert: 'roles', description: 'who may do what' },
];

/** What could stand at the cursor; pure, so that every platform's compose box can ask. */
export function complete(text: string, cursor: number, vocabulary: Vocabulary): Completion {
  const to = Math.min(Math.max(0, cursor), text.length);
  const head = text.slice(0, to);
  const start = /^\s*(?:\/?aum\s+|\/)?\s*/i.exec(head)?.[0].length ?? 0;
  const typed = head.slice(start).toLowerCase();
  const entry = enteredCommand(typed);
  if (entry === undefined) return { from: start, to, suggestions: commandsLike(typed, vocabulary) };
  if (!vocabulary.commands.includes(entry)) return { from: to, to, suggestions: [] };
  const from = wordStart(head, start + entry.name.length);
  const word = head.slice(from);
  const colon = word.indexOf(':');
  if (colon < 0) return { from, to, suggestions: pick(wordsFor(entry, word, vocabulary), word) };
  const valueFrom = from + valueStart(word, colon + 1);
  const values = valuesFor(entry, word.slice(0, colon).replace(/^-+/, '').toLowerCase(), vocabulary);
  return { from: valueFrom, to, suggestions: pick(values, head.slice(valueFrom).replace(/^"/, '')) };
}

/** The command whose name is complete and followed by a space. */
function enteredCommand(typed: string): CommandEntry | undefined {
  return CATALOGUE.find(
    (entry) => typed.startsWith(entry.name) && /^\s/.test(typed.slice(entry.name.length)),
  );
}

function commandsLike(typed: string, { commands }: Vocabulary): readonly Suggestion[] {
  const plain = typed.replace(/\s+/g, ' ');
  const suggestions = commands
    .filter((entry) => entry.name.startsWith(plain))
    .map((entry) => ({
      insert: entry.takes.kind === 'nothing' ? entry.name : `${entry.name} `,
      description: entry.summary,
    }));
  return suggestions.slice(0, MAX_SUGGESTIONS);
}

function wordsFor(entry: CommandEntry, word: string, vocabulary: Vocabulary): readonly Suggestion[] {
  const { takes } = entry;
  switch (takes.kind) {
    case 'topic':
      return [
        ...HELP_TOPICS,
        ...vocabulary.commands.map(({ name, summary }) => ({ insert: name, description: summary })),
      ];
    case 'audit':
      return AUDIT_KEYS.map(({ key, summary }) => ({ insert: `${key}:`, description: summary }));
    case 'filter': {
      if (word.startsWith('-')) return [{ insert: '-group:', description: 'leaves members of a group out' }];
      const display = DISPLAY_KEYS.filter(({ key }) => takes.display.includes(key));
      return [
        ...[...FILTER_KEYS, ...display].map(({ key, summary }) => ({
          insert: `${key}:`,
          description: summary,
        })),
        ...FILTER_WORDS.map(({ word: insert, summary }) => ({ insert, description: summary })),
      ];
    }
    default:
      return [];
  }
}

function valuesFor(entry: CommandEntry, key: string, vocabulary: Vocabulary): readonly Suggestion[] {
  if (entry.takes.kind === 'audit') {
    return names(AUDIT_KEYS.find((candidate) => candidate.key === key)?.values ?? [], 'action');
  }
  if (entry.takes.kind !== 'filter') return [];
  if (key === 'group') return names(vocabulary.groups, 'group');
  if (key === 'dir') return [...names(vocabulary.directories, 'directory'), ...fixed('dir')];
  if (key === 'columns') return names(EXPORT_COLUMNS, 'column');
  return fixed(key);
}

function fixed(key: string): readonly Suggestion[] {
  const entry = [...FILTER_KEYS, ...DISPLAY_KEYS].find((candidate) => candidate.key === key);
  return (entry?.values ?? []).map((insert) => ({ insert, description: entry?.summary ?? '' }));
}

function names(values: readonly string[], description: string): readonly Suggestion[] {
  return values.map((value) => ({ insert: quoteValue(value), description }));
}

/** First what starts with the typed text, then what contains it. */
function pick(suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const wanted = typed.toLowerCase();
  const plain = ({ insert }: Suggestion) => insert.replace(/^"/, '').toLowerCase();
  const starting = suggestions.filter((suggestion) => plain(suggestion).startsWith(wanted));
  const containing = suggestions.filter(
    (suggestion) =>
      wanted !== '' && plain(suggestion).indexOf(wanted, 1) >= 0 && !starting.includes(suggestion),
  );
  return [...starting, ...containing].slice(0, MAX_SUGGESTIONS);
}

/** Where the word under the cursor starts: behind the last space outside quotes. */
function wordStart(head: string, from: number): number {
  let start = from;
  let isQuoted = false;
  for (let at = from; at < head.length; at += 1) {
    if (head[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /\s/.test(head.charAt(at))) start = at + 1;
  }
  return start;
}

/** Where the value under the cursor starts: behind the last comma outside quotes. */
function valueStart(word: string, from: number): number {
  let start = from;
  let isQuoted = false;
  for (let at = from; at < word.length; at += 1) {
    if (word[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && word[at] === ',') start = at + 1;
  }
  return start;
}
