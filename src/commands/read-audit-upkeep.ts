import { type Arguments, refuseMore } from './arguments.ts';
import type { Intent } from './intent.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { daysIn } from './term-readers.ts';
import { nextToken, tokenize } from './tokenize.ts';

const LEAST_DAYS = 30;
const MOST_DAYS = 36_500;
/** Other words for keeping entries for ever. */
const FOREVER: readonly string[] = ['never', 'forever', 'none', 'ever', 'always'];

/** Reads the head that somebody noted down, or nothing. */
export function readVerify({ source, from }: Arguments): Intent {
  const tokens = [...tokenize(source, from)];
  const [first] = tokens;
  if (first === undefined) return { kind: 'audit-verify', head: null };
  const typed = tokens.map((token) => token.text).join(' ');
  const [, seq = '', between, hash = ''] = /^(\d{1,15})(\W+)([0-9a-f]{16,64})$/i.exec(typed) ?? [];
  if (Number(seq) >= 1 && between !== undefined) {
    const head = { seq: Number(seq), hash: hash.toLowerCase() };
    if (/^-+$/.test(between)) return { kind: 'audit-verify', head };
  }
  const span = { start: first.start, end: source.text.length };
  throw notUnderstood(
    source,
    span,
    'A head is the number of an entry, a dash and 16 to 64 digits or letters a to f, as in 1234-9f8e7d6c5b4a3f2e.',
    between === undefined ? undefined : replaceSpan(source, span, `${seq}-${hash.toLowerCase()}`),
  );
}

/** Reads how many days audit entries are kept, or `off` for ever. */
export function readRetention(args: Arguments): Intent {
  const { source, from } = args;
  const token = nextToken(source, from);
  if (token === undefined) {
    const message =
      'How long are entries kept? Say days, as in "audit retention 365d", or "off" to keep them for ever.';
    throw notUnderstood(source, { start: from, end: from }, message, 'help audit retention');
  }
  const word = token.text.toLowerCase();
  const { days, isExact } = daysIn(word);
  const isOff = word === 'off';
  if (isOff || (isExact && days >= LEAST_DAYS && days <= MOST_DAYS)) {
    refuseMore(args, token.end, `${args.name} ${token.text}`);
    return { kind: 'audit-retention', days: isOff ? null : days };
  }
  if (days < LEAST_DAYS) {
    const message =
      'An audit log of less than 30 days would be gone before anybody asks who changed what; 30 days is the least.';
    throw notUnderstood(source, token, message, replaceSpan(source, token, `${LEAST_DAYS}d`));
  }
  const meant = days <= MOST_DAYS ? `${days}d` : FOREVER.includes(word) ? 'off' : undefined;
  throw notUnderstood(
    source,
    token,
    `${quoted(token.text)} is no number of days from 30 to 36,500, such as 90d, and not "off".`,
    meant && replaceSpan(source, token, meant),
  );
}
