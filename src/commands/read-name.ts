import type { Arguments } from './arguments.ts';
import type { Intent } from './intent.ts';
import { nearestKey } from './keys.ts';
import { notUnderstood, replaceSpan } from './not-understood.ts';
import { type Token, tokenize } from './tokenize.ts';

/** Filter keys behind which the name stands that was meant. */
const NAMING: readonly string[] = ['user', 'mail', 'text', 'list'];

/** Reads one name or address; a name of several words needs no quotes. */
export function readName(kind: 'user' | 'why' | 'end-exemption'): (args: Arguments) => Intent {
  return (args) => {
    const { source, from, name: command } = args;
    const name = nameIn(args, [...tokenize(source, from)]);
    if (name !== null) return { kind, name };
    const hint = kind === 'user' ? '; "whoami" shows you' : '';
    const message = `Which user? Say a username or an address, as in "${command} ada"${hint}.`;
    const meant = { user: 'whoami', why: 'help why', 'end-exemption': 'exempt list' }[kind];
    throw notUnderstood(source, { start: from, end: from }, message, meant);
  };
}

/** The name that words make together, null when there are none; a filter in its place is refused. */
export function nameIn({ source, name }: Arguments, words: readonly Token[]): string | null {
  for (const token of words) {
    const key = token.key === null ? undefined : nearestKey(token.key.toLowerCase(), []);
    if (key === undefined) continue;
    const [value] = token.values;
    const message = `"${name}" takes one username or address as it is; filters belong to "users".`;
    const meant =
      value !== undefined && NAMING.includes(key)
        ? replaceSpan(source, token, source.text.slice(value.start, value.end))
        : `users ${source.text.slice(words[0]?.start, words.at(-1)?.end)}`;
    throw notUnderstood(source, token, message, meant);
  }
  const text = words
    .map((token) => token.text)
    .join(' ')
    .trim();
  return text === '' ? null : text;
}
