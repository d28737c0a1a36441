import type { ProblemNotice } from '../src/domain/notice.ts';
import { type Card, card, line, sayButton } from './card.ts';
import { sentencesFor } from './sentence-for.ts';

const UNCHANGED = 'Nothing was changed.';

/** What went wrong, that nothing was changed, and the next step. */
export function problemCard({ problem }: ProblemNotice): Card {
  const { says, next, offers } = sentencesFor(problem);
  // After a fault of ours nobody can promise that nothing was changed.
  const isSure = problem.kind !== 'bug' && !says.includes(UNCHANGED);
  return card({
    headline: isSure ? `${says} ${UNCHANGED}` : says,
    blocks: next === '' ? [] : [line(next)],
    buttons: offers.map(({ label, command }) => sayButton(label, command)),
  });
}
