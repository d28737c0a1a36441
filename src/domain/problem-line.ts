import type { Problem } from './problem.ts';

/** Longer than any sentence of ours; what others sent is cut. */
const MAX_LENGTH = 500;
/** Everything that some reader of the line would break it at. */
const LINE_ENDS = /[\n\v\f\r\u0085\u2028\u2029]+/g;
/** What a cut through a surrogate pair leaves behind. */
const HALF_CHARACTER = /[\ud800-\udbff]$/;

/** A problem as one line for files, findings and the audit log; cards have fuller words of their own. */
export function problemLine(problem: Problem): string {
  return oneLine(lineOf(problem));
}

/** The same where the reader knows already whom or what it is about. */
export function problemDetail(problem: Problem): string {
  const isSourced = problem.kind === 'unavailable' || problem.kind === 'rejected';
  return isSourced ? oneLine(problem.message) : problemLine(problem);
}

function oneLine(text: string): string {
  return text.slice(0, MAX_LENGTH).replace(HALF_CHARACTER, '').replace(LINE_ENDS, ' ');
}

function lineOf(problem: Problem): string {
  switch (problem.kind) {
    case 'not-understood':
    case 'not-allowed':
    case 'conflict':
      return problem.message;
    case 'guarded':
      return `${problem.message} ${problem.remedy}`;
    case 'not-found':
      return `There is no ${problem.what} "${problem.name}".`;
    case 'ambiguous':
      return `More than one ${problem.what} fits "${problem.name}".`;
    case 'rate-limited':
      return `${problem.source} asked for a pause of ${problem.retryAfterMs} ms.`;
    case 'unavailable':
    case 'rejected':
      return `${problem.source}: ${problem.message}`;
    case 'misconfigured':
      return `${problem.key}: ${problem.remedy}`;
    case 'bug':
      return `A fault in Rollcall itself; the log has it under ${problem.reference}.`;
  }
}
