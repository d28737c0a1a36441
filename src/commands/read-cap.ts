import type { ApprovalId } from '../domain/ids.ts';
import type { Arguments } from './arguments.ts';
import type { Intent } from './intent.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { readId } from './read-ids.ts';
import { readReason } from './read-reason.ts';
import { nextToken, type Token } from './tokenize.ts';

/** The highest cap, in users: no directory has more. */
export const MAX_CAP = 1_000_000;

/** Reads the id of an approval, a number of users and the reason for them. */
export function readCap(args: Arguments): Intent {
  const { source } = args;
  const { id, span } = readId(args, 'A');
  const token = nextToken(source, span.end);
  if (token === undefined) {
    const message = `How many users, and why? As in: cap ${id} 120 "the whole team left".`;
    throw notUnderstood(source, { start: span.end, end: span.end }, message);
  }
  const to = readCount(args, token);
  const reason = readReason(source, token.end);
  if (reason !== null) return { kind: 'cap', approval: id as ApprovalId, to, reason };
  const message = `A higher cap needs a reason, as in: cap ${id} ${to} "the whole team left".`;
  throw notUnderstood(source, { start: token.end, end: token.end }, message);
}

function readCount({ source }: Arguments, token: Token): number {
  const count = /^\d{1,9}$/.test(token.text) ? Number(token.text) : Number.NaN;
  if (count >= 1 && count <= MAX_CAP) return count;
  const plain = /^\d{1,3}(?:[.,'_]\d{3})+$/.test(token.text) ? token.text.replace(/\D/g, '') : undefined;
  throw notUnderstood(
    source,
    token,
    `A cap is a whole number of users from 1 to 1,000,000, not ${quoted(token.text)}.`,
    plain && Number(plain) <= MAX_CAP ? replaceSpan(source, token, plain) : undefined,
  );
}
