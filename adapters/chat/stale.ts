import type { Problem } from '../../src/domain/problem.ts';

/** Something on the card has moved on since it was drawn. */
export const STALE: Problem = {
  kind: 'conflict',
  message: 'That button is no longer on the card: it has changed since you saw it. Nothing was changed.',
};
