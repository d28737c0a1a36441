import { CATALOGUE } from './catalogue.ts';
import type { CommandEntry } from './command-entry.ts';
import { type Suggestion, type Vocabulary, valuesFor, wordsFor } from './complete-words.ts';

/** Suggestions for the word at the cursor; `from` and `to` are indexes into the text as typed. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
}

/** More values do not help anybody choose; commands are shown all. */
const MAX_SUGGESTIONS = 20;

/** What could stand at the cursor; pure, so that every platform's compose box can ask. */
export function complete(text: string, cursor: number, vocabulary: Vocabulary): Completion {
  const to = Math.min(Math.max(0, cursor), text.length);
  const head = text.slice(0, to);
  const start = /^\s*(?:\/?aum\s+|\/)?\s*/i.exec(head)?.[0].length ?? 0;
  const typed = head.slice(start).toLowerCase();
  const entered = enteredCommand(typed);
  if (entered === undefined) return { from: start, to, suggestions: commandsLike(typed, vocabulary) };
  const { entry, length } = entered;
  const from = wordStart(head, start + length);
  const word = head.slice(from);
  const rest = /\S\s/.test(head.slice(start + length)) ? [] : secondWordsFor(entry, vocabulary);
  const mayUse = vocabulary.commands.includes(entry);
  const colon = word.indexOf(':');
  if (colon < 0) {
    const words = mayUse ? wordsFor(entry, word, vocabulary) : [];
    return { from, to, suggestions: pick([...rest, ...words], word) };
  }
  const valueFrom = from + valueStart(word, colon + 1);
  const key = word.slice(0, colon).replace(/^-+/, '').toLowerCase();
  const values = mayUse ? valuesFor(entry, key, vocabulary) : [];
  return { from: valueFrom, to, suggestions: pick(values, head.slice(valueFrom).replace(/^"/, '')) };
}

/** The longest command whose name is complete and followed by a space, and how long it is as typed. */
function enteredCommand(
  typed: string,
): { readonly entry: CommandEntry; readonly length: number } | undefined {
  const [, first = '', gap = '', second = ''] = /^(\S+)(?=\s)(\s+)(\S+(?=\s))?/.exec(typed) ?? [];
  const pair = CATALOGUE.find((entry) => entry.name === `${first} ${second}`);
  if (pair !== undefined) return { entry: pair, length: first.length + gap.length + second.length };
  const single = CATALOGUE.find((entry) => entry.name === first);
  return single && { entry: single, length: first.length };
}

function commandsLike(typed: string, { commands }: Vocabulary): readonly Suggestion[] {
  const plain = typed.replace(/\s+/g, ' ');
  return commands
    .filter((entry) => entry.name.startsWith(plain))
    .map((entry) => ({ insert: toInsert(entry, entry.name), description: entry.summary }));
}

/** How names of two words go on from an entry that is also one by itself. */
function secondWordsFor({ name }: CommandEntry, { commands }: Vocabulary): readonly Suggestion[] {
  return commands
    .filter((entry) => entry.name.startsWith(`${name} `))
    .map((entry) => ({
      insert: toInsert(entry, entry.name.slice(name.length + 1)),
      description: entry.summary,
    }));
}

function toInsert({ takes }: CommandEntry, words: string): string {
  return takes.kind === 'nothing' ? words : `${words} `;
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
