import { caseless } from '../domain/caseless.ts';
import { isAlreadySo, type Operation, stepsOf, traitsOf } from '../domain/operation.ts';
import type { PlanTarget, SkipReason } from '../domain/plan.ts';
import type { DirectoryInfo, DirectoryUser } from '../domain/user.ts';

/** Why a user is left alone, and the particular that makes it so ("member of confluence-administrators"). */
export interface Guard {
  readonly reason: SkipReason;
  readonly detail: string;
}

/** What the guardrails of one connection look at beside the user. */
export interface GuardContext {
  readonly operation: Operation;
  readonly protectedUsers: ReadonlySet<string>;
  readonly protectedGroups: ReadonlySet<string>;
  /** Names of groups that grant administration, caseless. */
  readonly adminGroups: ReadonlySet<string>;
  readonly activeAdmins: number;
  readonly directories: ReadonlyMap<string, DirectoryInfo>;
  /** False when the connection cannot write this operation at all. */
  readonly canWrite: boolean;
}

type Rule = (user: DirectoryUser, context: GuardContext) => Guard | null;

/**
 * In the order a person would want to hear them: a user that several rules hold for is counted under the
 * first. Spec S5; no approval lifts one.
 */
const RULES: readonly Rule[] = [
  alreadySo,
  readOnlyDirectory,
  protectedUser,
  protectedGroup,
  lastAdmin,
  admin,
  serviceAccount,
];

/** The first guardrail that holds for a user, or null when the user may be changed. */
export function guardOf(user: DirectoryUser, context: GuardContext): Guard | null {
  for (const rule of RULES) {
    const guard = rule(user, context);
    if (guard !== null) return guard;
  }
  return null;
}

/** What the re-check right before a write looks at beside the guardrails (spec S4.3). */
export interface RecheckContext extends GuardContext {
  /** The plan's filter and a matcher for it; null when the targets were picked by hand. */
  readonly matches: ((user: DirectoryUser) => boolean) | null;
}

/** Why a target of an approved plan is skipped after all, or null when it is to be written. */
export function recheck(target: PlanTarget, user: DirectoryUser, context: RecheckContext): Guard | null {
  const guard = guardOf(user, context);
  if (guard !== null) return guard;
  if (traitsOf(context.operation).takesAccess && hasLoggedInSince(target, user)) {
    return { reason: 'logged-in-since', detail: 'logged in since the plan was made' };
  }
  if (context.matches !== null && !context.matches(user)) {
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

function alreadySo(user: DirectoryUser, { operation }: GuardContext): Guard | null {
  if (!isAlreadySo(stepsOf(operation), user)) return null;
  return { reason: 'already-so', detail: user.active ? 'already active' : 'already deactivated' };
}

function readOnlyDirectory(user: DirectoryUser, { directories, canWrite }: GuardContext): Guard | null {
  // A connection without any write is a report, which names everybody a writable one would have changed.
  if (!canWrite || directories.get(user.directory)?.writable !== false) return null;
  return { reason: 'read-only-directory', detail: `${user.directory} is read-only` };
}

function protectedUser(user: DirectoryUser, { operation, protectedUsers }: GuardContext): Guard | null {
  if (!traitsOf(operation).takesAccess || !protectedUsers.has(caseless(user.username))) return null;
  return { reason: 'protected', detail: 'protected user' };
}

function protectedGroup(user: DirectoryUser, { operation, protectedGroups }: GuardContext): Guard | null {
  if (!traitsOf(operation).takesAccess) return null;
  const group = user.groups.find((name) => protectedGroups.has(caseless(name)));
  return group === undefined ? null : { reason: 'protected', detail: `member of protected group ${group}` };
}

function lastAdmin(user: DirectoryUser, context: GuardContext): Guard | null {
  if (context.activeAdmins > 1 || admin(user, context) === null) return null;
  return { reason: 'last-admin', detail: 'the last enabled administrator' };
}

function admin(user: DirectoryUser, { operation, adminGroups }: GuardContext): Guard | null {
  if (!traitsOf(operation).takesAccess) return null;
  const group = user.groups.find((name) => adminGroups.has(caseless(name)));
  return group === undefined ? null : { reason: 'admin', detail: `member of ${group}` };
}

function serviceAccount(user: DirectoryUser, { operation }: GuardContext): Guard | null {
  if (!traitsOf(operation).takesAccess || !user.service) return null;
  return { reason: 'service-account', detail: 'service account' };
}
