import { caseless } from '../domain/caseless.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { isSuffix } from './spelling.ts';
import { type Keyed, onlyValue } from './term-readers.ts';

const MAX_SUFFIX = 20;

/** The value of `suffix:`. */
export function readSuffix(keyed: Keyed): string {
  const value = onlyValue(keyed);
  if (isSuffix(value.text)) return value.text;
  const meant = Array.from(value.text.replace(/[^\p{L}\p{N}_.-]/gu, '')).slice(0, MAX_SUFFIX);
  throw notUnderstood(
    keyed.source,
    value,
    `A suffix has 1 to ${MAX_SUFFIX} letters, digits, underscores, dashes or dots, so it cannot be ${quoted(value.text)}.`,
    meant.length === 0 ? undefined : replaceSpan(keyed.source, value, meant.join('')),
  );
}

/** The values of `to:` or `from:` as typed, each group once. */
export function readGroups({ token }: Keyed): readonly string[] {
  const names = new Map(token.values.map(({ text }) => [caseless(text), text]));
  return [...names.values()];
}
