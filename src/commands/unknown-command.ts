import { CATALOGUE } from './catalogue.ts';
import type { Takes } from './command-entry.ts';
import { FILTER_KEYS, FILTER_WORDS } from './filter-keys.ts';
import { type Found, findEntry, named, secondWords, wordOf } from './find-entry.ts';
import { nearestKey } from './keys.ts';
import { nearest } from './nearest.ts';
import type { CommandText } from './normalise.ts';
import { notUnderstood, quoted, replaceSpan, type Span } from './not-understood.ts';
import { nextToken, plainWord, type Token } from './tokenize.ts';

/** Other words people have for a command; each is answered with the command. */
const SYNONYMS: Readonly<Record<string, string>> = {
  list: 'users',
  find: 'users',
  search: 'users',
  show: 'users',
  who: 'users',
  explain: 'why',
  disable: 'deactivate',
  suspend: 'deactivate',
  enable: 'activate',
  reactivate: 'activate',
  restore: 'activate',
  add: 'group add',
  remove: 'group remove',
  move: 'group move',
  download: 'export users',
  log: 'audit',
  history: 'audit',
  verify: 'audit verify',
  check: 'doctor',
  health: 'doctor',
  me: 'whoami',
  halt: 'stop',
  abort: 'cancel',
  hold: 'pause',
  unpause: 'continue',
  revert: 'undo',
  rollback: 'undo',
  decline: 'reject',
  accept: 'approve',
  filters: 'filter list',
  save: 'filter save',
  exemptions: 'exempt list',
  unexempt: 'exempt remove',
  protections: 'protect list',
  unprotect: 'protect remove',
  role: 'roles',
  grant: 'roles give',
  person: 'people',
  link: 'people link',
  unlink: 'people unlink',
};
/** What a command takes when a bare word behind it is an error, so that it may be the rest of a name. */
const NO_BARE_WORDS: readonly Takes['kind'][] = ['nothing', 'audit', 'subject'];

/** The error for a text that starts with no command. */
export function unknownCommand(source: CommandText, first: Token): Error {
  const word = wordOf(first);
  const turned = turnedName(source, first);
  if (word === 'delete' && (turned === undefined || turned.startsWith('users'))) {
    return bareDelete(source, first);
  }
  // Of `grup:a` only the key is wrong.
  const start = first.start + first.dashes;
  const span = { start, end: first.key === null ? first.end : start + first.key.length };
  if (turned !== undefined) {
    const message = `The words of a command stand the other way round here, as in ${quoted(turned)}.`;
    return notUnderstood(source, span, message, turned);
  }
  if (secondWords(word).length > 0) return unfinished(source, first);
  return notUnderstood(source, span, unknown(source, span), meantCommand(source, first, span));
}

/** The error for `audit exprt`, where the second word was probably meant to belong to the name. */
export function misspeltName(source: CommandText, { entry, from }: Found): Error | undefined {
  if (!NO_BARE_WORDS.includes(entry.takes.kind)) return undefined;
  const seconds = secondWords(entry.name).filter((word) => word !== 'list');
  const second = seconds.length === 0 ? undefined : nextToken(source, from);
  const meant = nearestSecond(second, seconds);
  if (second === undefined || meant === undefined) return undefined;
  return notUnderstood(source, second, unknown(source, second), replaceSpan(source, second, meant));
}

function nearestSecond(token: Token | undefined, seconds: readonly string[]): string | undefined {
  const word = plainWord(token) ?? '';
  const longer = seconds.filter((second) => word !== '' && second.startsWith(word));
  return longer.length === 1 ? longer[0] : nearest(word, seconds);
}

function unknown(source: CommandText, { start, end }: Span): string {
  return `I don't know ${quoted(source.text.slice(start, end))}.`;
}

/** Nothing is deleted by a word that does not say what. */
function bareDelete(source: CommandText, first: Token): Error {
  const rest = restOf(source, first);
  const isGroups = /^groups?(?=\s|$)/i.test(rest);
  return notUnderstood(
    source,
    first,
    '"delete" alone acts on nothing. "users delete" asks to delete users; "groups delete" is not here yet.',
    isGroups ? 'help' : `users delete ${rest.replace(/^users?(?=\s|$)\s*/i, '')}`.trim(),
  );
}

/** The first word of names of two words without a second: the rest of the name is looked for. */
function unfinished(source: CommandText, first: Token): Error {
  const word = wordOf(first);
  const seconds = secondWords(word);
  const second = nextToken(source, first.end);
  const meant = nearestSecond(second, seconds);
  if (second !== undefined && meant !== undefined) {
    return notUnderstood(source, second, unknown(source, second), replaceSpan(source, second, meant));
  }
  const [only, ...others] = seconds;
  const command = others.length === 0 ? `${word} ${only} ${restOf(source, first)}`.trim() : `help ${word}`;
  return notUnderstood(source, first, `"${word}" goes on with ${seconds.join(', ')}.`, command);
}

/** The whole command that was probably meant; `help` when there is no telling. */
function meantCommand(source: CommandText, first: Token, span: Span): string {
  if (first.key !== null) {
    // A filter without its command.
    const key = nearestKey(first.key.toLowerCase(), ['sort', 'page', 'per']);
    return key === undefined ? 'help' : `users ${replaceSpan(source, span, key)}`;
  }
  const word = wordOf(first);
  const rest = restOf(source, first);
  const isAsking = ['list', 'show', 'find'].includes(word);
  if (isAsking && findEntry(source, first.end) !== undefined) return rest;
  const synonym = Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined;
  if (synonym !== undefined) return `${synonym} ${withoutUsers(synonym, rest)}`.trim();
  const corrected = nearestCommand(word, rest);
  if (corrected !== undefined) return corrected;
  const sample = sampleOf(word);
  if (sample !== undefined) return `users ${sample} ${rest}`.trim();
  return word.includes('@') ? `user ${source.text.slice(first.start, first.end)}` : 'help';
}

/** The command with its first word corrected, so that `exprt users` becomes `export users`. */
function nearestCommand(word: string, rest: string): string | undefined {
  const head = nearest(
    word,
    CATALOGUE.map((entry) => entry.name.split(' ')[0] ?? ''),
  );
  if (head === undefined) return undefined;
  const isWhole = [head, `${head} ${wordAhead(rest) || 'list'}`].some((name) => named(name) !== undefined);
  if (isWhole) return `${head} ${rest}`.trim();
  const [only, ...others] = secondWords(head);
  return others.length === 0 ? `${head} ${only} ${rest}`.trim() : `help ${head}`;
}

/** `save filter leavers` has the two words of a name the wrong way round. */
function turnedName(source: CommandText, first: Token): string | undefined {
  const rest = restOf(source, first);
  const second = wordAhead(rest);
  const entry = named(`${second} ${wordOf(first)}`) ?? named(`${second}s ${wordOf(first)}`);
  return entry && `${entry.name} ${rest.slice(second.length).trim()}`.trim();
}

/** The word a text starts with, lower case; quotes that do not end are somebody else's to find. */
function wordAhead(text: string): string {
  return /^[^\s"]*/.exec(text.slice(0, 100))?.[0].toLowerCase() ?? '';
}

function withoutUsers(command: string, rest: string): string {
  return command === 'export users' ? rest.replace(/^users\b\s*/i, '') : rest;
}

function restOf(source: CommandText, first: Token): string {
  return source.text.slice(first.end).trim();
}

/** A filter that a lone word like `inactve` or `nver` was probably the start of. */
function sampleOf(word: string): string | undefined {
  const words = FILTER_WORDS.map((entry) => entry.word);
  const key = nearestKey(word, []);
  return nearest(word, words) ?? FILTER_KEYS.find((entry) => entry.key === key)?.sample;
}
