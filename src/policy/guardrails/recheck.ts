import { isHalfDone, isNoop, takesAway } from '../../domain/operation.ts';
import type { PlanTarget } from '../../domain/plan.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import type { Guard, GuardContext } from './guard.ts';
import { guardOf } from './rules.ts';

/** What the re-check right before a write looks at beside the guardrails (spec S4.3). */
export interface RecheckContext extends GuardContext {
  /** True for users that the plan's filter still takes; null when the targets were picked by hand. */
  readonly matches: ((user: DirectoryUser) => boolean) | null;
  /** The user as it was before an earlier attempt on this target began to write; null when none did. */
  readonly before: DirectoryUser | null;
}

/** Why a target of an approved plan is skipped after all, or null when it is to be written. */
export function recheck(target: PlanTarget, user: DirectoryUser, context: RecheckContext): Guard | null {
  const guard = guardOf({ user, steps: target.steps }, context);
  if (guard !== null) return guard;
  if (takesAway(target.steps) && hasLoggedInSince(target, user)) {
    return { reason: 'logged-in-since', detail: 'logged in since the plan was made' };
  }
  const moved = movedSince(target, user, context);
  if (moved !== null) return { reason: 'changed-since', detail: moved };
  if (!stillMatches(target, user, context)) {
    return { reason: 'no-longer-matches', detail: 'no longer matches the filter' };
  }
  return null;
}

function hasLoggedInSince({ lastLogin: planned }: PlanTarget, { lastLogin }: DirectoryUser): boolean {
  if (planned.kind === 'never') return lastLogin.kind === 'at' || lastLogin.kind === 'before';
  if (lastLogin.kind !== 'at') return false;
  // Where nothing was known, a login that is known now may be a new one: to skip is the safe mistake.
  return planned.kind === 'unknown' || lastLogin.at > planned.at;
}

/**
 * A name that would be written over, or a status an undo does not know (spec S4.5: never overwritten). A name or
 * status that is by now as the steps want it is no such change: an earlier attempt may have got that far.
 */
function movedSince(target: PlanTarget, user: DirectoryUser, { operation }: RecheckContext): string | null {
  const renames = target.steps.some((step) => step.kind === 'rename' && !isNoop(step, user));
  if (renames && user.username !== target.username) {
    return `is called ${user.username} by now`;
  }
  const changesStatus = target.steps.some(({ kind }) => kind === 'activate' || kind === 'deactivate');
  if (operation.kind !== 'undo' || user.active === target.active || changesStatus) return null;
  return user.active ? 'activated since' : 'deactivated since';
}

/** Who is half-way through the steps no longer looks as the filter wants it, by our own doing. */
function stillMatches({ steps }: PlanTarget, user: DirectoryUser, context: RecheckContext): boolean {
  const { matches, before } = context;
  if (matches === null || matches(user)) return true;
  return isHalfDone(steps, before, user);
}
