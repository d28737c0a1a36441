import type { AttachedFile } from '../domain/file.ts';
import type { DayRange, Term } from '../domain/filter.ts';
import { guessRanges, readRange, spelledDayLength } from './days.ts';
import type { FilterKeyName } from './filter-keys.ts';
import { entriesOfFiles } from './list-entries.ts';
import { nearest } from './nearest.ts';
import type { CommandText } from './normalise.ts';
import { ambiguous, notUnderstood, quoted, replaceSpan, type Span } from './not-understood.ts';
import type { Token, Value } from './tokenize.ts';

/** A `key:value` token with what is needed to read it. */
export interface Keyed {
  readonly source: CommandText;
  readonly token: Token;
  readonly files: readonly AttachedFile[];
}

/** Reads the value of each key into a term; throws `not-understood` or `ambiguous`. */
export const TERM_READERS: Readonly<Record<FilterKeyName, (keyed: Keyed) => Term>> = {
  group: (keyed) => ({ kind: 'group', names: texts(keyed), negated: keyed.token.dashes > 0 }),
  dir: (keyed) => ({ kind: 'dir', names: texts(keyed) }),
  status: readStatus,
  licensed: (keyed) => ({ kind: 'licensed', licensed: readChoice(keyed, LICENSED, LICENSED_MEANINGS) }),
  inactive: readIdle,
  idle: readIdle,
  login: (keyed) => ({ kind: 'login', range: readDays(keyed) }),
  created: (keyed) => ({ kind: 'created', range: readDays(keyed) }),
  user: (keyed) => ({ kind: 'user', names: texts(keyed) }),
  mail: (keyed) => ({ kind: 'mail', addresses: texts(keyed) }),
  text: readText,
  domain: readDomains,
  list: readList,
  filter: (keyed) => ({ kind: 'saved', name: onlyValue(keyed).text }),
};

const STATUSES = ['active', 'deactivated', 'any'] as const;
const STATUS_MEANINGS = { enabled: 'active', disabled: 'deactivated', suspended: 'deactivated', all: 'any' };
const LICENSED = ['yes', 'no', 'any'] as const;
const LICENSED_MEANINGS = { true: 'yes', false: 'no', all: 'any' };
/** A hundred years: anything longer is a typing error. */
export const MAX_IDLE_DAYS = 36_500;
const DAYS_IN: Readonly<Record<string, number>> = { w: 7, m: 30, y: 365 };

/** The only value of a token; throws when there are several. */
export function onlyValue({ source, token }: Keyed): Value {
  const [value, second] = token.values;
  if (value === undefined) throw notUnderstood(source, token, `Nothing stands behind ${quoted(token.text)}.`);
  if (second !== undefined) throw notUnderstood(source, token, `"${token.key}:" takes one value only.`);
  return value;
}

/** The value of a token as one of a few words. */
export function readChoice<T extends string>(
  keyed: Keyed,
  choices: readonly T[],
  meanings: Readonly<Record<string, string>> = {},
): T {
  const value = onlyValue(keyed);
  const word = value.text.toLowerCase();
  const choice = choices.find((candidate) => candidate.toLowerCase() === word);
  if (choice !== undefined) return choice;
  const meant = (Object.hasOwn(meanings, word) ? meanings[word] : undefined) ?? nearest(word, choices);
  throw notUnderstood(
    keyed.source,
    value,
    `"${keyed.token.key}:" cannot be ${quoted(value.text)}; it is ${choices.join(', ')}.`,
    meant === undefined ? undefined : replaceSpan(keyed.source, value, meant),
  );
}

/** What a command wants as days, and how that is written. */
const DAYS = { wanted: 'day or range of days', sample: '2026-01-31 or 2026-01-01..2026-03-31' };

/** The value of a token as days; throws with the ISO form of what was probably meant. */
export function readDays({ source, token }: Keyed, { wanted, sample } = DAYS): DayRange {
  const first = token.values[0];
  if (first === undefined) throw notUnderstood(source, token, `Nothing stands behind ${quoted(token.text)}.`);
  const spelled = spelledDayLength(source.text.slice(first.start));
  const span: Span = { start: first.start, end: Math.max(token.end, first.start + spelled) };
  const typed =
    spelled > token.end - first.start ? source.text.slice(span.start, span.end) : valueText(token);
  const range = readRange(typed);
  if (range !== undefined) return range;
  const guesses = guessRanges(typed);
  if (guesses.length > 1) {
    throw ambiguous(
      'date',
      typed,
      guesses.map((guess) => replaceSpan(source, span, guess)),
    );
  }
  const [guess] = guesses;
  throw notUnderstood(
    source,
    span,
    `${quoted(typed)} is no ${wanted}. Days are written ${guess ?? sample}.`,
    guess === undefined ? undefined : replaceSpan(source, span, guess),
  );
}

function valueText(token: Token): string {
  return token.values.map((value) => value.text).join(', ');
}

function texts({ token }: Keyed): readonly string[] {
  return [...new Set(token.values.map((value) => value.text))];
}

function readStatus(keyed: Keyed): Term {
  const value = onlyValue(keyed);
  if (value.text.toLowerCase() === 'inactive') {
    throw ambiguous('status', value.text, [
      replaceSpan(keyed.source, keyed.token, 'inactive:90d'),
      replaceSpan(keyed.source, value, 'deactivated'),
    ]);
  }
  return { kind: 'status', status: readChoice(keyed, STATUSES, STATUS_MEANINGS) };
}

function readIdle(keyed: Keyed): Term {
  const { source, token } = keyed;
  const never = token.values.filter((value) => value.text.toLowerCase() === 'never');
  const [age, second] = token.values.filter((value) => !never.includes(value));
  if (age === undefined) {
    const message = `How long? Say days, as in "${token.key}:90d,never"; "never" alone is any never-used account.`;
    throw notUnderstood(source, token, message, replaceSpan(source, token, 'never'));
  }
  if (second !== undefined) {
    throw notUnderstood(source, second, `"${token.key}:" takes one number of days and perhaps "never".`);
  }
  return { kind: 'idle', days: readDayCount(keyed, age), never: never.length > 0 };
}

function readDayCount({ source, token }: Keyed, value: Value): number {
  const { days, isExact } = daysIn(value.text);
  const isUsable = days >= 1 && days <= MAX_IDLE_DAYS;
  if (isExact && isUsable) return days;
  if (isExact) {
    const message = `"${token.key}:" takes 1 to 36,500 days, not ${quoted(value.text)}.`;
    throw notUnderstood(source, value, message);
  }
  throw notUnderstood(
    source,
    value,
    `${quoted(value.text)} is no number of days, such as 90d.`,
    isUsable ? replaceSpan(source, value, `${days}d`) : undefined,
  );
}

/** A number of days such as `90d`; not exact when it was said in weeks, months or years, NaN for other text. */
export function daysIn(text: string): { readonly days: number; readonly isExact: boolean } {
  const [, digits, letters = ''] = /^(\d{1,9})\s*([a-z]*)$/i.exec(text) ?? [];
  const count = Number(digits ?? Number.NaN);
  const unit = letters.toLowerCase();
  if (['', 'd', 'day', 'days'].includes(unit)) return { days: count, isExact: digits !== undefined };
  return { days: count * (DAYS_IN[unit.charAt(0)] ?? Number.NaN), isExact: false };
}

function readText(keyed: Keyed): Term {
  const { source, token } = keyed;
  const [value, second] = token.values;
  if (value !== undefined && second === undefined) return { kind: 'text', text: value.text };
  const span = { start: value?.start ?? token.end, end: token.end };
  throw notUnderstood(
    source,
    span,
    '"text:" looks for one piece of text. Put quotes round text with a comma.',
    /["\\]/.test(source.text.slice(span.start, span.end))
      ? undefined
      : replaceSpan(source, span, `"${source.text.slice(span.start, span.end)}"`),
  );
}

function readDomains(keyed: Keyed): Term {
  const domains = texts(keyed).map((domain) => domain.replace(/^@/, ''));
  if (domains.includes('')) throw notUnderstood(keyed.source, keyed.token, 'A mail domain is missing.');
  return { kind: 'domain', domains };
}

function readList(keyed: Keyed): Term {
  if (keyed.token.values.length > 0) return { kind: 'list', entries: texts(keyed) };
  if (keyed.files.length === 0) {
    const message = '"list:" needs an attached file, names behind it, or one name a line below it.';
    throw notUnderstood(keyed.source, keyed.token, message);
  }
  const read = entriesOfFiles(keyed.files);
  if (!read.ok) throw notUnderstood(keyed.source, keyed.token, read.message);
  return { kind: 'list', entries: read.entries };
}
