import { ROLES, type Role } from '../domain/person.ts';
import type { Arguments } from './arguments.ts';
import type { Intent, RoleHolderWords } from './intent.ts';
import { nearest } from './nearest.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { plainWord, type Token, tokenize } from './tokenize.ts';

const CHOICES = 'admin, operator, approver or auditor';

/** Reads who gets or loses a role: a person by name, or `group:NAME`, and the role behind it. */
export function readRoleChange(kind: 'give-role' | 'take-role'): (args: Arguments) => Intent {
  return (args) => {
    const tokens = [...tokenize(args.source, args.from)];
    const last = tokens.at(-1);
    const role = roleIn(last);
    if (last === undefined || role === undefined) throw missingRole(args, tokens);
    const holder = readHolder(args, tokens.slice(0, -1), last);
    return kind === 'give-role' ? { kind, to: holder, role } : { kind, from: holder, role };
  };
}

function readHolder(args: Arguments, words: readonly Token[], role: Token): RoleHolderWords {
  const { source, from, name: command } = args;
  const [first] = words;
  if (first === undefined) {
    const message = `Who? Say a name ahead of the role, as in "${command} priya ${role.text}".`;
    throw notUnderstood(source, { start: from, end: from }, message, 'roles');
  }
  const span = { start: first.start, end: words.at(-1)?.end ?? first.end };
  const [value, second] = first.values;
  const raw = value === undefined ? '' : source.text.slice(value.start, span.end);
  switch (first.key?.toLowerCase()) {
    case undefined:
      break;
    case 'group':
      if (first.dashes === 0 && words.length === 1 && value !== undefined && second === undefined) {
        return { kind: 'group', name: value.text };
      }
      throw notUnderstood(
        source,
        span,
        'One group gets the role, and a name with spaces is quoted.',
        raw === '' || /["\\]/.test(raw) ? undefined : replaceSpan(source, span, `group:"${raw}"`),
      );
    case 'user':
    case 'person':
      throw notUnderstood(
        source,
        span,
        'Only a group has a word ahead of its name; a person is named alone.',
        replaceSpan(source, span, raw),
      );
  }
  return { kind: 'person', name: words.map((word) => word.text).join(' ') };
}

function missingRole(args: Arguments, tokens: readonly Token[]): Error {
  const { source, from, name: command } = args;
  const [first, ...others] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) {
    const message = `Who, and which role? As in "${command} priya approver".`;
    return notUnderstood(source, { start: from, end: from }, message, 'roles');
  }
  const turned = roleIn(first);
  // `roles give approver to priya` is how people say it.
  const rest = ['to', 'from'].includes(plainWord(others[0]) ?? '') ? others[1] : others[0];
  if (turned !== undefined && rest !== undefined) {
    const meant = `${command} ${source.text.slice(rest.start).trim()} ${turned}`;
    return notUnderstood(source, first, 'The name comes first, then the role.', meant);
  }
  // Of `role:approver` and `approver,operator` the first value is what can be offered.
  const word = last.values[0]?.text ?? last.text;
  const meant = ROLES.find((role) => role === word.toLowerCase()) ?? nearest(word, ROLES);
  return notUnderstood(
    source,
    last,
    `Which role? ${quoted(last.text)} is none; a role is ${CHOICES}.`,
    meant && replaceSpan(source, last, meant),
  );
}

function roleIn(token: Token | undefined): Role | undefined {
  const word = plainWord(token);
  return ROLES.find((role) => role === word);
}
