import { ALL_KEYS, type CommandKeyName, KEY_SYNONYMS, type KeyName, takesKey } from './filter-keys.ts';
import { nearest } from './nearest.ts';
import type { CommandText } from './normalise.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { nextToken, type Token } from './tokenize.ts';

/** The other way round of a value, for `-status:active`. */
const OPPOSITES: Readonly<Record<string, string>> = {
  'status:active': 'status:deactivated',
  'status:deactivated': 'status:active',
  'licensed:yes': 'licensed:no',
  'licensed:no': 'licensed:yes',
};

/** The key of a token, checked: known here, with the right sign between it and a value, excluded only if it can be. */
export function resolveKey(source: CommandText, token: Token, keys: readonly CommandKeyName[]): KeyName {
  const typed = (token.key ?? '').toLowerCase();
  const key = ALL_KEYS.find((entry) => entry.key === typed)?.key;
  if (key === undefined) throw unknownKey(source, token, typed, keys);
  if (!takesKey(key, keys)) {
    throw notUnderstood(
      source,
      token,
      `"${key}:" has no meaning in this command.`,
      replaceSpan(source, token, ''),
    );
  }
  const head = { start: token.start, end: token.start + token.dashes + typed.length + token.operator.length };
  if (token.operator !== ':' && key !== 'inactive' && key !== 'idle') {
    const colon = replaceSpan(source, head, `${'-'.repeat(token.dashes)}${key}:`);
    throw notUnderstood(source, head, `Write "${key}:" with a colon.`, colon);
  }
  if (token.dashes > 0 && key !== 'group') {
    const opposite = OPPOSITES[`${key}:${token.values[0]?.text.toLowerCase() ?? ''}`];
    const message = `Only groups can be left out with a dash, not "${key}:".`;
    throw notUnderstood(source, token, message, opposite && replaceSpan(source, token, opposite));
  }
  if (token.values.length === 0 && key !== 'list') throw emptyKey(source, token, head.end);
  return key;
}

/** The key that was probably meant by another word. */
export function nearestKey(word: string, keys: readonly CommandKeyName[]): KeyName | undefined {
  const synonym = Object.hasOwn(KEY_SYNONYMS, word) ? KEY_SYNONYMS[word] : undefined;
  if (synonym !== undefined && takesKey(synonym, keys)) return synonym;
  const candidates = ALL_KEYS.map((entry) => entry.key).filter((key) => takesKey(key, keys));
  return nearest(word, candidates) as KeyName | undefined;
}

function unknownKey(
  source: CommandText,
  token: Token,
  typed: string,
  keys: readonly CommandKeyName[],
): Error {
  const start = token.start + token.dashes;
  const span = { start, end: start + typed.length };
  const meant = nearestKey(typed, keys);
  const message =
    meant === undefined
      ? `I don't know the filter ${quoted(`${typed}:`)}; "help filters" lists them all.`
      : `I don't know the filter ${quoted(`${typed}:`)}.`;
  return notUnderstood(
    source,
    span,
    message,
    meant === undefined ? 'help filters' : replaceSpan(source, span, meant),
  );
}

/** `group: a` has its value behind a space: the two are offered in one. */
function emptyKey(source: CommandText, token: Token, headEnd: number): Error {
  const next = nextToken(source, token.end);
  const sample = ALL_KEYS.find((entry) => entry.key === token.key?.toLowerCase())?.sample ?? '';
  return notUnderstood(
    source,
    token,
    `Nothing stands behind ${quoted(token.text)}. Put the value right behind the colon.`,
    next !== undefined && next.key === null
      ? replaceSpan(source, { start: token.start, end: next.start }, source.text.slice(token.start, headEnd))
      : replaceSpan(source, token, `${'-'.repeat(token.dashes)}${sample}`),
  );
}
