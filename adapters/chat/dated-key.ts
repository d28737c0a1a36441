import type { Instant } from '../../src/domain/ids.ts';

/** Milliseconds in base 36 have nine digits until the year 5188. */
const TIME_DIGITS = 9;

/** A key that cannot be guessed and rises with time, so that a store lists the oldest first. */
export function datedKey(at: Instant, secret: string): string {
  return `${timeWord(at)}-${secret}`;
}

/** When a key was made. */
export function dateOf(key: string): Instant {
  return Number.parseInt(key.slice(0, TIME_DIGITS), 36);
}

/** A time as a word whose order is that of the times; {@link dateOf} reads it too. */
export function timeWord(at: Instant): string {
  return at.toString(36).padStart(TIME_DIGITS, '0');
}
