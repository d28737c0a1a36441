import type { CommandText } from './normalise.ts';
import { notUnderstood } from './not-understood.ts';

/** Characters of a reason: a card has to show it whole. */
export const MAX_REASON = 1000;

/** The reason at the end of a command, in quotes or as the rest of the text; null when there is none. */
export function readReason(source: CommandText, from: number): string | null {
  const rest = source.text.slice(from).trim();
  const reason = rest.length > 1 && rest.startsWith('"') && rest.endsWith('"') ? rest.slice(1, -1) : rest;
  const plain = reason.replace(/\\(["\\])/g, '$1').trim();
  if (plain.length > MAX_REASON) {
    throw notUnderstood(source, { start: from, end: from }, 'A reason has at most 1,000 characters.');
  }
  return plain === '' ? null : plain;
}
