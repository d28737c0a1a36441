import type { Arguments } from './arguments.ts';
import type { Intent } from './intent.ts';
import { nearest } from './nearest.ts';
import type { CommandText } from './normalise.ts';
import { notUnderstood, quoted, replaceSpan, type Span } from './not-understood.ts';
import { nextToken, plainWord, type Token, type Value } from './tokenize.ts';

type What = 'user' | 'group';
const WHATS: readonly What[] = ['user', 'group'];

/** Reads which user or group is protected, or is no longer. */
export function readProtect(kind: 'protect' | 'unprotect'): (args: Arguments) => Intent {
  return (args) => {
    const { source, from, name: command } = args;
    const token = nextToken(source, from);
    if (token === undefined) {
      const message = `Whom? As in "${command} user:ada" or "${command} group:support-staff".`;
      throw notUnderstood(source, { start: from, end: from }, message, 'protect list');
    }
    const what = whatOf(token.key);
    const [value, second] = token.values;
    const isPlain = token.operator === ':' && token.dashes === 0;
    if (what === undefined || value === undefined || !isPlain) throw unclear(args, token);
    const more = second ?? nextToken(source, token.end);
    if (more !== undefined) throw several(args, `${what}:`, value, more);
    return { kind, what, name: value.text };
  };
}

function several({ source, name: command }: Arguments, key: string, first: Value, more: Span): Error {
  const message = `"${command}" takes one name at a time, and a name with spaces is quoted.`;
  const raw = source.text.slice(first.start, source.text.length).trim();
  const isOneName = !/[":,\\]/.test(raw);
  const name = isOneName ? `"${raw}"` : source.text.slice(first.start, first.end);
  return notUnderstood(source, more, message, `${command} ${key}${name}`);
}

function unclear({ source, name: command }: Arguments, token: Token): Error {
  const what = whatOf(token.key ?? plainWord(token) ?? null);
  const [value] = token.values;
  if (what !== undefined && (token.key === null || value === undefined)) return apart(source, token, what);
  const meant = what ?? whatOf(nearest(token.key?.toLowerCase() ?? '', WHATS) ?? null) ?? 'user';
  const raw = source.text.slice(value?.start, token.end);
  return notUnderstood(
    source,
    token,
    what === undefined
      ? `Say whether ${quoted(token.text)} is a user or a group: "${command}" takes user:NAME or group:NAME.`
      : `Write "${what}:" and the name, with nothing ahead of it.`,
    value === undefined ? undefined : replaceSpan(source, token, `${meant}:${raw}`),
  );
}

/** `protect user ada` and `protect user: ada` lack only what stands between the two. */
function apart(source: CommandText, token: Token, what: What): Error {
  const next = nextToken(source, token.end);
  const meant =
    next === undefined || next.key !== null
      ? undefined
      : replaceSpan(source, { start: token.start, end: next.start }, `${what}:`);
  return notUnderstood(source, token, `Put the name right behind "${what}:".`, meant);
}

function whatOf(key: string | null): What | undefined {
  return WHATS.find((what) => what === key?.toLowerCase());
}
