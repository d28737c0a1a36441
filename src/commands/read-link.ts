import { mentionedAccount, parseAccountKey } from '../domain/account.ts';
import type { Arguments } from './arguments.ts';
import type { IdentityWords, Intent } from './intent.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { type Token, tokenize } from './tokenize.ts';

const SAY_IT =
  'say an account as "whoami" prints it there, such as slack/T012/U034, or a directory user as user:NAME';

/** Reads who is whom: a person by name, and an account or `user:NAME` behind it. */
export function readLink(args: Arguments): Intent {
  const tokens = [...tokenize(args.source, args.from)];
  const last = tokens.at(-1);
  const words = tokens.slice(0, -1);
  if (last === undefined)
    throw missing(args, `Who is whom? As in "${args.name} "Ada Okafor" slack/T012/U034".`);
  const to = identityIn(args, last);
  const rest = to === undefined ? words.slice(1) : words;
  const user = rest.find((word) => word.key?.toLowerCase() === 'user');
  if (user !== undefined) {
    throw notUnderstood(args.source, user, 'One user at a time, and a username with spaces is quoted.');
  }
  if (to === undefined) throw noIdentity(args, tokens, last);
  // A mention ahead of the account is a person too.
  const name = words
    .map((word) => word.text)
    .join(' ')
    .trim();
  if (name !== '') return { kind: 'link', name, to };
  const example = args.source.text.slice(last.start, last.end);
  throw missing(args, `Whose is it? Say a name ahead of it, as in "${args.name} "Ada Okafor" ${example}".`);
}

/** Reads the account or `user:NAME` that is nobody’s any more. */
export function readUnlink(args: Arguments): Intent {
  const { source, name } = args;
  const tokens = [...tokenize(source, args.from)];
  const last = tokens.at(-1);
  if (last === undefined) throw missing(args, `Which account or user? As in "${name} slack/T012/U034".`);
  const from = identityIn(args, last);
  if (from === undefined) throw noIdentity(args, tokens, last);
  if (tokens.length === 1) return { kind: 'unlink', from };
  const rest = source.text.slice(last.start, last.end);
  const span = { start: args.from, end: last.start };
  const message = `"${name}" needs no person: an account is one person’s alone.`;
  throw notUnderstood(source, span, message, `${name} ${rest}`);
}

function identityIn({ source }: Arguments, token: Token): IdentityWords | undefined {
  const { key, text } = token;
  if (key === null) {
    const account = parseAccountKey(text) ?? mentionedAccount(text);
    return account && { kind: 'account', account };
  }
  if (key.toLowerCase() !== 'user' || token.dashes > 0 || token.operator !== ':') return undefined;
  const [value, second] = token.values;
  if (value === undefined) throw notUnderstood(source, token, 'Put the name right behind "user:".');
  if (second === undefined) return { kind: 'user', name: value.text };
  const first = `user:${source.text.slice(value.start, value.end)}`;
  throw notUnderstood(source, second, 'One user at a time.', replaceSpan(source, token, first));
}

/** The words the other way round, a name where an account belongs, or a username without its quotes. */
function noIdentity(args: Arguments, tokens: readonly Token[], last: Token): Error {
  const { source, name: command } = args;
  const [first] = tokens;
  const message = `${quoted(last.text)} is no account; ${SAY_IT}.`;
  if (first !== undefined && first !== last && identityIn(args, first) !== undefined) {
    const raw = source.text.slice(first.start, first.end);
    if (command.endsWith('unlink')) return notUnderstood(source, last, message, `${command} ${raw}`);
    const rest = source.text.slice(first.end).trim();
    return notUnderstood(source, first, 'The person comes first.', `${command} ${rest} ${raw}`);
  }
  const isWord = last.key === null && (last !== first || command.endsWith('unlink'));
  const typed = source.text.slice(last.start, last.end);
  const meant = isWord ? replaceSpan(source, last, `user:${typed}`) : undefined;
  return notUnderstood(source, last, message, meant);
}

function missing({ source, from }: Arguments, message: string): Error {
  return notUnderstood(source, { start: from, end: from }, message, 'people');
}
