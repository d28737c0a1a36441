import type { Day } from '../domain/filter.ts';
import type { Arguments } from './arguments.ts';
import { guessRanges, readRange } from './days.ts';
import type { Intent } from './intent.ts';
import type { CommandText } from './normalise.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { nameIn } from './read-name.ts';
import { readReason } from './read-reason.ts';
import { readDays } from './term-readers.ts';
import { nextToken, plainWord, type Token, tokenize } from './tokenize.ts';

const FORM = 'exempt ada until 2026-12-31 "on parental leave"';

/** Reads who is left alone until which day, and why. */
export function readExempt(args: Arguments): Intent {
  const { source, from } = args;
  const words: Token[] = [];
  let until: Token | undefined;
  for (const token of tokenize(source, from)) {
    if (plainWord(token) === 'until' || token.key?.toLowerCase() === 'until') {
      until = token;
      break;
    }
    words.push(token);
  }
  if (until === undefined) throw missingUntil(source, from, words);
  const name = nameIn(args, words);
  if (name === null) throw notUnderstood(source, until, `Which user? As in: ${FORM}.`);
  const dated = datedToken(source, until);
  const day = readDay(source, dated);
  const reason = readReason(source, dated.end);
  if (reason !== null) return { kind: 'exempt', name, until: day, reason };
  const message = `An exemption needs a reason, as in: ${FORM}.`;
  throw notUnderstood(source, { start: dated.end, end: dated.end }, message);
}

/** The word the day is in: `until:2026-12-31` itself, or what follows it. */
function datedToken(source: CommandText, until: Token): Token {
  const dated = until.values.length > 0 && until.key !== null ? until : nextToken(source, until.end);
  if (dated !== undefined) return dated;
  throw notUnderstood(source, until, `Until which day, and why? As in: ${FORM}.`);
}

function readDay(source: CommandText, token: Token): Day {
  const { from, to } = readDays({ source, token, files: [] }, { wanted: 'day', sample: '2026-12-31' });
  if (to !== undefined && from === to) return to;
  const [first] = token.values;
  const span = { start: first?.start ?? token.start, end: token.end };
  const message = `An exemption ends on one day; ${quoted(source.text.slice(span.start, span.end))} is several.`;
  throw notUnderstood(source, span, message, to === undefined ? undefined : replaceSpan(source, span, to));
}

function missingUntil(source: CommandText, from: number, words: readonly Token[]): Error {
  const day = words.find(({ key, text }) => key === null && isDay(text));
  const span = day ?? { start: from, end: from };
  const meant = day && replaceSpan(source, { start: day.start, end: day.start }, 'until ');
  return notUnderstood(source, span, `Whom, until which day, and why? As in: ${FORM}.`, meant);
}

function isDay(text: string): boolean {
  return readRange(text) !== undefined || guessRanges(text).length > 0;
}
