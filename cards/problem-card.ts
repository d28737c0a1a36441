import type { ProblemNotice } from '../src/domain/notice.ts';
import { type Block, type Card, card, line, sayButton } from './card.ts';
import { sentencesFor, sentencesForAdmin } from './sentence-for.ts';
import { given, LENGTHS } from './text.ts';

const UNCHANGED = 'Nothing was changed.';
const FAILED = 'That did not work';
/** In characters: two lines of a headline. */
const LONGEST_HEADLINE = 100;
const CLAUSE_END = /(?<=:) /;
const SENTENCE_END = /(?<=[.!?]["”)]?) (?=\p{Lu}|")/u;

/** The command that was probably meant. */
function meantLines(problem: ProblemNotice['problem']): readonly Block[] {
  if (problem.kind !== 'not-understood' || problem.suggestion === undefined) return [];
  const text = given(problem.suggestion, LENGTHS.line);
  return [line('Did you mean  ', { text, style: 'code' })];
}

/** The first sentence, or what stands before its colon, where all would be a paragraph in the type of a headline. */
function parted(all: string): { readonly headline: string; readonly rest: string } {
  if (all.length <= LONGEST_HEADLINE) return { headline: all, rest: '' };
  const end = [SENTENCE_END, CLAUSE_END].map((at) => all.search(at)).find(isShort);
  if (end === undefined) return { headline: FAILED, rest: all };
  return { headline: all.slice(0, end), rest: all.slice(end).trimStart() };
}

function isShort(end: number): boolean {
  return end >= 0 && end <= LONGEST_HEADLINE;
}

/** What went wrong, that nothing was changed, and the next step. */
export function problemCard({ problem, forAdmin }: ProblemNotice): Card {
  const { says, next, offers } = forAdmin === true ? sentencesForAdmin(problem) : sentencesFor(problem);
  // After a fault of ours, or without an answer, nobody can promise that nothing was changed.
  const isUnsure = problem.kind === 'bug' || (problem.kind === 'unavailable' && problem.isUnsure === true);
  const isSure = !isUnsure && !says.includes(UNCHANGED);
  const all = isSure ? `${says} ${UNCHANGED}` : says;
  const { headline, rest } = parted(all);
  return card({
    fallback: all,
    headline,
    blocks: [...[rest, next].filter((text) => text !== '').map((text) => line(text)), ...meantLines(problem)],
    buttons: offers.map(({ label, command }) => sayButton(label, command)),
  });
}
