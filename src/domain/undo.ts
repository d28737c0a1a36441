import { inheritedThrough, isNoop, type Step } from './operation.ts';
import type { DirectoryUser } from './user.ts';

/** How one user goes back, or what somebody changed since so that it does not. */
export type Undoing = { readonly steps: readonly Step[] } | { readonly movedSince: string };

/**
 * The steps that put a user back as it was before a run, from how the run left it and how it is now. Only what
 * the run changed is touched; a status or name that somebody changed since is never written over (spec S4.5).
 */
export function undoingOf(before: DirectoryUser, after: DirectoryUser, now: DirectoryUser): Undoing {
  const isRenamed = before.username !== after.username;
  if (now.active !== after.active && now.active !== before.active) return { movedSince: statusWords(now) };
  if (before.active === after.active && now.active !== after.active) return { movedSince: statusWords(now) };
  if (isRenamed && now.username !== after.username && now.username !== before.username) {
    return { movedSince: `is called ${now.username} by now` };
  }
  const steps: Step[] = [];
  // The name first: when somebody else has it by now, nothing is half-done.
  if (isRenamed && now.username !== before.username) steps.push({ kind: 'rename', to: before.username });
  if (before.active && !now.active) steps.push({ kind: 'activate' });
  const [had, left, has] = [before, after, now].map(directGroups) as [Names, Names, Names];
  // Joined before left, so that nobody stands without either in between.
  for (const group of had) if (!left.has(group) && !has.has(group)) steps.push({ kind: 'join', group });
  for (const group of left) if (!had.has(group) && has.has(group)) steps.push({ kind: 'leave', group });
  if (!before.active && now.active) steps.push({ kind: 'deactivate' });
  return { steps };
}

/**
 * The steps of a target that its run carried out, from how the user was before and was found after. Whatever else
 * is different by then was somebody else, for example while the process was down, and is not ours to put back.
 */
export function carriedOut(
  steps: readonly Step[],
  before: DirectoryUser,
  after: DirectoryUser,
): readonly Step[] {
  return steps.filter((step) => !isNoop(step, before) && isNoop(step, after));
}

/** True when the run changed something about the user that can be put back. */
export function isChanged(before: DirectoryUser, after: DirectoryUser): boolean {
  if (before.active !== after.active || before.username !== after.username) return true;
  const [had, left] = [directGroups(before), directGroups(after)];
  return had.size !== left.size || [...had].some((group) => !left.has(group));
}

type Names = ReadonlySet<string>;

/** Memberships of the user's own; what comes through another group comes and goes with that one. */
function directGroups(user: DirectoryUser): Names {
  return new Set(user.groups.filter((group) => inheritedThrough(user, group) === undefined));
}

function statusWords({ active }: DirectoryUser): string {
  return active ? 'activated since' : 'deactivated since';
}
