import type { AttachedFile } from '../domain/file.ts';
import { type Problem, problemOf } from '../domain/problem.ts';
import { CATALOGUE, type CommandEntry } from './catalogue.ts';
import { FILTER_KEYS, FILTER_WORDS } from './filter-keys.ts';
import type { Intent } from './intent.ts';
import { nearestKey } from './keys.ts';
import { nearest } from './nearest.ts';
import { type CommandText, normalise } from './normalise.ts';
import { notUnderstood, quoted, replaceSpan, type Span } from './not-understood.ts';
import { nextToken, type Token } from './tokenize.ts';

/** What chat platforms let through at most; longer lists belong in a file. */
export const MAX_COMMAND_LENGTH = 50_000;

export type ParsedIntent =
  | { readonly ok: true; readonly intent: Intent }
  | { readonly ok: false; readonly problem: Problem };

/** Other words people have for a command; each is answered with the command. */
const SYNONYMS: Readonly<Record<string, string>> = {
  list: 'users',
  find: 'users',
  search: 'users',
  show: 'users',
  who: 'users',
  disable: 'deactivate',
  suspend: 'deactivate',
  enable: 'activate',
  reactivate: 'activate',
  restore: 'activate',
  export: 'export users',
  download: 'export users',
  log: 'audit',
  history: 'audit',
  check: 'doctor',
  health: 'doctor',
  me: 'whoami',
  halt: 'stop',
  abort: 'cancel',
  decline: 'reject',
  accept: 'approve',
};

/** Reads a command as it was typed in any chat. Never throws; linear in the length of the text. */
export function parseIntent(
  typed: string,
  { files }: { readonly files: readonly AttachedFile[] },
): ParsedIntent {
  try {
    return { ok: true, intent: read(typed, files) };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return { ok: false, problem };
  }
}

function read(typed: string, files: readonly AttachedFile[]): Intent {
  if (typed.length > MAX_COMMAND_LENGTH) {
    const [length, most] = [typed.length, MAX_COMMAND_LENGTH].map((n) => n.toLocaleString('en-US'));
    const message = `The command has ${length} characters; at most ${most} are read. Attach long lists as a file, with "list:".`;
    throw notUnderstood({ text: '', origins: [] }, { start: 0, end: 0 }, message);
  }
  const source = normalise(typed);
  const first = nextToken(source, 0);
  if (first === undefined || /^(?:\?|-+h(?:elp)?)$/i.test(first.text)) return { kind: 'help', topic: null };
  const found = findEntry(source, 0);
  if (found === undefined) throw unknownCommand(source, first);
  const { entry, from } = found;
  return entry.read({ source, from, name: entry.name, files });
}

function findEntry(source: CommandText, from: number): { entry: CommandEntry; from: number } | undefined {
  const first = nextToken(source, from);
  const word = wordOf(first);
  const single = CATALOGUE.find((entry) => entry.name === word);
  if (first === undefined || single !== undefined)
    return single && { entry: single, from: first?.end ?? from };
  if (!CATALOGUE.some((entry) => entry.name.startsWith(`${word} `))) return undefined;
  const second = nextToken(source, first.end);
  const entry = CATALOGUE.find((candidate) => candidate.name === `${word} ${wordOf(second)}`);
  return entry === undefined || second === undefined ? undefined : { entry, from: second.end };
}

/** `stop!` is no time to insist on spelling. */
function wordOf(token: Token | undefined): string {
  return (token?.text ?? '').toLowerCase().replace(/[!.?]+$/, '');
}

function unknownCommand(source: CommandText, first: Token): Error {
  // Of `grup:a` only the key is wrong.
  const start = first.start + first.dashes;
  const span = { start, end: first.key === null ? first.end : start + first.key.length };
  const message = `I don't know ${quoted(source.text.slice(span.start, span.end))}.`;
  return notUnderstood(source, span, message, meantCommand(source, first, span));
}

/** The whole command that was probably meant; `help` when there is no telling. */
function meantCommand(source: CommandText, first: Token, span: Span): string {
  if (first.key !== null) {
    // A filter without its command.
    const key = nearestKey(first.key.toLowerCase(), ['sort', 'page', 'per']);
    return key === undefined ? 'help' : `users ${replaceSpan(source, span, key)}`;
  }
  const word = wordOf(first);
  const rest = source.text.slice(first.end).trim();
  const isAsking = ['list', 'show', 'find'].includes(word);
  if (isAsking && findEntry(source, first.end) !== undefined) return rest;
  const name = (Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined) ?? nearestName(word);
  if (name !== undefined) {
    return `${name} ${name === 'export users' ? rest.replace(/^users\b\s*/i, '') : rest}`.trim();
  }
  const sample = sampleOf(word);
  if (sample !== undefined) return `users ${sample} ${rest}`.trim();
  return word.includes('@') ? `user ${source.text.slice(first.start, first.end)}` : 'help';
}

/** The nearest name by its first word, so that `exprt users` becomes `export users`. */
function nearestName(word: string): string | undefined {
  const names = new Map(CATALOGUE.map((entry) => [entry.name.split(' ')[0] ?? '', entry.name]));
  const head = nearest(word, names.keys());
  return head === undefined ? undefined : names.get(head);
}

/** A filter that a lone word like `inactve` or `nver` was probably the start of. */
function sampleOf(word: string): string | undefined {
  const words = FILTER_WORDS.map((entry) => entry.word);
  const key = nearestKey(word, []);
  return nearest(word, words) ?? FILTER_KEYS.find((entry) => entry.key === key)?.sample;
}
