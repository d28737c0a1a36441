import { caseless } from '../domain/caseless.ts';
import { DEFAULT_ORDER } from '../domain/filter.ts';
import type { Operation } from '../domain/operation.ts';
import type { Arguments } from './arguments.ts';
import type { Intent } from './intent.ts';
import { nearestKey } from './keys.ts';
import type { CommandText } from './normalise.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { filterTokens, readFilter } from './parse-filter.ts';
import { plainWord, type Token } from './tokenize.ts';

type Direction = 'to' | 'from';
type Membership = Exclude<Operation, { readonly kind: 'undo' }>;
type MembershipKind = 'add-to-groups' | 'remove-from-groups' | 'move-groups';

/** What each command has to be told, in the order it is said. */
const WANTED: { readonly [K in MembershipKind]: readonly Direction[] } = {
  'add-to-groups': ['to'],
  'remove-from-groups': ['from'],
  'move-groups': ['from', 'to'],
};
const ASKS: Readonly<Record<Direction, string>> = {
  from: 'Out of which group? Say from: with its name, as in from:review-required.',
  to: 'Into which group? Say to: with its name, as in to:review-required.',
};

/** Reads the groups and the filter of a change of memberships; group names stay as typed. */
export function readMembership(kind: MembershipKind): (args: Arguments) => Intent {
  return (args) => {
    const { source, from: start, files } = args;
    const tokens = [...filterTokens(source, start)];
    for (const token of tokens) refuseOther(args, token, tokens, kind);
    refuseMissing(args, tokens, WANTED[kind]);
    const words = readFilter(source, start, { files, keys: ['sort', ...WANTED[kind]] });
    const { filter, order = DEFAULT_ORDER, to = [], from = [] } = words;
    refuseSame(source, tokens, from, to);
    return { kind: 'change', operation: operationOf(kind, from, to), filter, order };
  };
}

function operationOf(kind: MembershipKind, from: readonly string[], to: readonly string[]): Membership {
  switch (kind) {
    case 'add-to-groups':
      return { kind, groups: to };
    case 'remove-from-groups':
      return { kind, groups: from };
    case 'move-groups':
      return { kind, from, to };
  }
}

/** `group add from:a` means `to:a`; with both words a move is meant. */
function refuseOther(
  { source, from, name }: Arguments,
  token: Token,
  tokens: readonly Token[],
  kind: MembershipKind,
): void {
  const said = directionOf(token);
  const [wanted] = WANTED[kind];
  if (said === undefined || wanted === undefined || WANTED[kind].includes(said)) return;
  const isMove = tokens.some((other) => directionOf(other) === wanted);
  const key = { start: token.start, end: token.start + token.dashes + said.length };
  throw notUnderstood(
    source,
    key,
    isMove
      ? `"${name}" takes ${wanted}: alone; "group move" takes both.`
      : `"${name}" takes ${wanted}:, not ${said}:.`,
    isMove
      ? replaceSpan(source, { start: 0, end: from }, 'group move')
      : replaceSpan(source, key, `${wanted}`),
  );
}

function refuseMissing(
  { source, from, name }: Arguments,
  tokens: readonly Token[],
  wanted: readonly Direction[],
) {
  const missing = wanted.filter((key) => !tokens.some((token) => says(token, key)));
  const [first] = missing;
  if (first === undefined) return;
  const meant = withKeys(source, tokens, missing) ?? `help ${name}`;
  throw notUnderstood(source, { start: from, end: from }, missing.map((key) => ASKS[key]).join(' '), meant);
}

/** The command with the missing words put ahead of what were probably the groups. */
function withKeys(
  { text }: CommandText,
  tokens: readonly Token[],
  missing: readonly Direction[],
): string | undefined {
  const bare = tokens.filter((token) => token.key === null && !isState(token));
  const keyed = tokens.filter((token) => token.dashes === 0 && token.key?.toLowerCase() === 'group');
  const groups = bare.length >= missing.length ? bare : keyed;
  const pairs = groups.slice(0, missing.length).map((token, n) => ({ token, key: missing[n] }));
  if (pairs.length < missing.length) return undefined;
  let command = text;
  for (const { token, key } of pairs.reverse()) {
    const from = token.key === null ? token.start : (token.values[0]?.start ?? token.end);
    command = `${command.slice(0, token.start)}${key}:${command.slice(from)}`;
  }
  return command.trim();
}

/** `never` and `once` are no groups. */
function isState(token: Token): boolean {
  const word = plainWord(token);
  return word === 'never' || word === 'once';
}

/** True when the word is said, if only misspelt or without its colon: then that is what is answered. */
function says(token: Token, key: Direction): boolean {
  return (
    plainWord(token) === key || (token.key !== null && nearestKey(token.key.toLowerCase(), [key]) === key)
  );
}

function directionOf({ key }: Token): Direction | undefined {
  const word = key?.toLowerCase();
  return word === 'to' || word === 'from' ? word : undefined;
}

function refuseSame(
  source: CommandText,
  tokens: readonly Token[],
  from: readonly string[],
  to: readonly string[],
): void {
  const left = new Set(from.map(caseless));
  const both = to.find((name) => left.has(caseless(name)));
  const token = tokens.find((candidate) => directionOf(candidate) === 'to');
  if (both === undefined || token === undefined) return;
  throw notUnderstood(
    source,
    token,
    `${quoted(both)} stands behind both from: and to:; a move is between different groups.`,
  );
}
