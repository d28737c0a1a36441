import { CATALOGUE } from './catalogue.ts';
import type { CommandEntry } from './command-entry.ts';
import type { CommandText } from './normalise.ts';
import { nextToken, plainWord, type Token } from './tokenize.ts';

/** Names that are understood as another. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['roles add', 'roles give'],
  ['roles remove', 'roles take'],
  ['roles list', 'roles'],
  ['people list', 'people'],
  ['people add', 'people link'],
  ['people remove', 'people unlink'],
]);

/** A command and where what it takes begins. */
export interface Found {
  readonly entry: CommandEntry;
  readonly from: number;
}

/**
 * The command at the start of a text, the longest name first: `users delete` before `users`. A word that starts
 * names of two words is, alone, its list: `filter` is `filter list`.
 */
export function findEntry(source: CommandText, from: number): Found | undefined {
  const first = nextToken(source, from);
  if (first === undefined) return undefined;
  const word = wordOf(first);
  const single = named(word);
  if (secondWords(word).length === 0) return single && { entry: single, from: first.end };
  const second = nextToken(source, first.end);
  // A quoted word is never part of a name: `users "delete"` looks for a user.
  const name = `${word} ${second === undefined ? 'list' : (plainWord(second) ?? '')}`;
  const pair = named(ALIASES.get(name) ?? name);
  if (pair !== undefined) return { entry: pair, from: second?.end ?? first.end };
  return single && { entry: single, from: first.end };
}

/** The entry of that name, however it came about. */
export function named(name: string): CommandEntry | undefined {
  return CATALOGUE.find((entry) => entry.name === name);
}

/** What can stand behind a word in names of two words. */
export function secondWords(word: string): readonly string[] {
  const names = CATALOGUE.map((entry) => entry.name).filter((name) => name.startsWith(`${word} `));
  return names.map((name) => name.slice(word.length + 1));
}

/** `stop!` is no time to insist on spelling. */
export function wordOf(token: Token | undefined): string {
  return (token?.text ?? '').toLowerCase().replace(/[!.?]+$/, '');
}
