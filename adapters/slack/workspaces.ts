import { type Problem, ProblemError } from '../../src/domain/problem.ts';
import type { Team } from './ids.ts';

/** True when a list of workspace and organisation ids has one of the two. */
export function isListed(teams: readonly string[], { team, enterprise }: Team): boolean {
  return teams.some((id) => id === team || id === enterprise);
}

/** A workspace that is not on the list of those that may talk to Rollcall. */
export function notListed({ team, enterprise }: Team): ProblemError {
  const key = 'ROLLCALL_SLACK_TEAMS';
  const remedy = `The workspace ${team ?? enterprise ?? 'without an id'} may not talk to Rollcall. Add its id to ${key} if it should.`;
  return new ProblemError({ kind: 'misconfigured', key, remedy });
}

/** A workspace that has no token here. */
export function notInstalled({ team, enterprise }: Team, remedy: string): ProblemError {
  const problem: Problem = {
    kind: 'misconfigured',
    key: 'the Slack app',
    remedy: `It is not installed in ${team ?? enterprise}. ${remedy}`,
  };
  return new ProblemError(problem);
}
