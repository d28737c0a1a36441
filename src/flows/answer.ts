import type { Notice } from '../domain/notice.ts';
import type { Problem } from '../domain/problem.ts';
import type { Answer } from './bot.ts';

/** An answer for the person alone. */
export function answerWith(...notices: readonly Notice[]): Answer {
  return { outcome: 'done', notices, replace: null, posted: [] };
}

/** A refusal or failure, in the terms of spec S11's exit status: only faults count as failed. */
export function answerProblem(problem: Problem, forAdmin = false): Answer {
  const failed = ['unavailable', 'rate-limited', 'bug'].includes(problem.kind);
  return {
    outcome: failed ? 'failed' : 'refused',
    notices: [{ kind: 'problem', problem, ...(forAdmin && { forAdmin }) }],
    replace: null,
    posted: [],
  };
}

/** The answer to a delivery that was taken before: nothing. */
export const DUPLICATE: Answer = { outcome: 'duplicate', notices: [], replace: null, posted: [] };
