import type { ProblemNotice } from '../src/domain/notice.ts';
import { type Block, type Card, card, line, sayButton } from './card.ts';
import { sentencesFor } from './sentence-for.ts';
import { given, LENGTHS } from './text.ts';

const UNCHANGED = 'Nothing was changed.';

/** The command that was probably meant. */
function meantLines(problem: ProblemNotice['problem']): readonly Block[] {
  if (problem.kind !== 'not-understood' || problem.suggestion === undefined) return [];
  const text = given(problem.suggestion, LENGTHS.line);
  return [line('Did you mean  ', { text, style: 'code' })];
}

/** What went wrong, that nothing was changed, and the next step. */
export function problemCard({ problem }: ProblemNotice): Card {
  const { says, next, offers } = sentencesFor(problem);
  // After a fault of ours nobody can promise that nothing was changed.
  const isSure = problem.kind !== 'bug' && !says.includes(UNCHANGED);
  return card({
    headline: isSure ? `${says} ${UNCHANGED}` : says,
    blocks: [...meantLines(problem), ...(next === '' ? [] : [line(next)])],
    buttons: offers.map(({ label, command }) => sayButton(label, command)),
  });
}
