import type { Term } from '../domain/filter.ts';
import {
  ALL_KEYS,
  type CommandKeyName,
  FILTER_WORDS,
  takesKey,
  USER_VERBS,
  WORD_MEANINGS,
} from './filter-keys.ts';
import type { CommandText } from './normalise.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { nextToken, type Token } from './tokenize.ts';

/** True for a word that means something in the filter of some command, so that as a name it has to be quoted. */
export function isFilterWord(word: string): boolean {
  const lower = word.toLowerCase();
  const isKey = ALL_KEYS.some((entry) => entry.key === lower);
  const isWord = FILTER_WORDS.some((entry) => entry.word === lower) || USER_VERBS.includes(lower);
  return isKey || isWord || Object.hasOwn(WORD_MEANINGS, lower);
}

/** The term of a word without a key: `never`, `once`, or somebody's username or address. */
export function bareTerm(source: CommandText, token: Token, keys: readonly CommandKeyName[]): Term {
  const [value] = token.values;
  if (value === undefined)
    throw notUnderstood(source, token, 'There is nothing between these quotes or commas.');
  if (value.quoted || token.values.length > 1) return { kind: 'word', word: value.text };
  const word = value.text.toLowerCase();
  if (word === 'never' || word === 'once') return { kind: word };
  if (/^-*$/.test(word) || word.startsWith('-')) throw strayDash(source, token, word);
  const entry = ALL_KEYS.find(({ key }) => key === word && takesKey(key, keys));
  if (entry !== undefined) throw missingColon(source, token, entry);
  const meant = Object.hasOwn(WORD_MEANINGS, word) ? WORD_MEANINGS[word] : undefined;
  if (meant === undefined) return { kind: 'word', word: value.text };
  const message = `${quoted(value.text)} needs its filter. A user of that name is found with user:${value.text}.`;
  throw notUnderstood(source, token, message, replaceSpan(source, token, meant));
}

/** A filter looks for one name; several are a list, or the parts of one person's name. */
export function refuseSeveral(source: CommandText, from: number, words: readonly Token[]): void {
  const values = words.flatMap((token) => token.values);
  const [first, second] = values;
  const [firstWord] = words;
  if (first === undefined || second === undefined || firstWord === undefined) return;
  const raw = values.map((value) => source.text.slice(value.start, value.end));
  let kept = '';
  let at = from;
  for (const token of words) {
    kept += source.text.slice(at, token.start);
    if (token === firstWord) kept += `list:${raw.join(',')}`;
    at = token.end;
  }
  const command = `${source.text.slice(0, from)}${kept}${source.text.slice(at)}`.trim();
  throw notUnderstood(
    source,
    second,
    `Two names: ${quoted(first.text)} and ${quoted(second.text)}. Several names are a list; part of a name is text:"${first.text} ${second.text}".`,
    command,
  );
}

/** A lone dash, or one ahead of a name; chat clients and people put a space behind an exclusion's dash. */
function strayDash(source: CommandText, token: Token, word: string): Error {
  const next = nextToken(source, token.end);
  const name = word.replace(/^-+/, '');
  const message = 'Only groups can be left out with a dash, as in -group:support-staff.';
  if (name === '' && next?.key?.toLowerCase() === 'group') {
    return notUnderstood(
      source,
      token,
      message,
      replaceSpan(source, { start: token.start, end: next.start }, '-'),
    );
  }
  if (name === 'group' && next !== undefined && next.key === null) {
    const span = { start: token.start, end: next.start };
    return notUnderstood(source, token, message, replaceSpan(source, span, '-group:'));
  }
  return notUnderstood(source, token, message);
}

function missingColon(
  source: CommandText,
  token: Token,
  entry: { readonly key: string; readonly sample: string },
) {
  const next = nextToken(source, token.end);
  return notUnderstood(
    source,
    token,
    `${quoted(entry.key)} needs a colon and a value. A user of that name is found with user:${entry.key}.`,
    next !== undefined && next.key === null && !isFilterWord(next.text)
      ? replaceSpan(source, { start: token.start, end: next.start }, `${entry.key}:`)
      : replaceSpan(source, token, entry.sample),
  );
}
