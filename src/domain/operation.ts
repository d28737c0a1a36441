import type { AuditAction } from './audit-event.ts';
import { caseless } from './caseless.ts';
import type { Instant, RunId, UserRef } from './ids.ts';
import { goingWith, isDirect, isMember, joined, type Memberships, without } from './membership.ts';
import { type Nesting, withNested } from './nesting.ts';
import { type DirectoryUser, isLicensed } from './user.ts';

export { inheritedThrough, isMember } from './membership.ts';

/**
 * What somebody asks to be done to every target of a plan. Group names are the directory's own spelling, each
 * once.
 */
export type Operation =
  /** Enables the account and gives back the name that a suffix of ours took from it. */
  | { readonly kind: 'activate' }
  /** Disables the account; with a suffix its username becomes `ada_old`, and the old one is remembered. */
  | { readonly kind: 'deactivate'; readonly suffix: string | null }
  | { readonly kind: 'delete' }
  | { readonly kind: 'add-to-groups'; readonly groups: readonly string[] }
  | { readonly kind: 'remove-from-groups'; readonly groups: readonly string[] }
  /** Members of any of `from` get all of `to` and lose the rest of `from`. */
  | { readonly kind: 'move-groups'; readonly from: readonly string[]; readonly to: readonly string[] }
  /** Puts the users a run changed back as they were; one account of it, called `username` then, when given. */
  | {
      readonly kind: 'undo';
      readonly run: RunId;
      readonly user: UserRef | null;
      readonly username: string | null;
    };

export type OperationKind = Operation['kind'];

/** One write on one user; a plan gives each target its ordered steps. */
export type Step =
  | { readonly kind: 'activate' }
  | { readonly kind: 'deactivate' }
  | { readonly kind: 'rename'; readonly to: string }
  | { readonly kind: 'delete' }
  | { readonly kind: 'join'; readonly group: string }
  | { readonly kind: 'leave'; readonly group: string };

export type StepKind = Step['kind'];

/** The steps without which an operation is none; a suffix is left off where names cannot be changed. */
const NEEDS: { readonly [K in OperationKind]: readonly StepKind[] } = {
  activate: ['activate'],
  deactivate: ['deactivate'],
  delete: ['delete'],
  'add-to-groups': ['join'],
  'remove-from-groups': ['leave'],
  'move-groups': ['join', 'leave'],
  // Whatever the run did: each target's own steps say.
  undo: [],
};

/** What a connection has to be able to write for an operation to be more than a report. */
export function needsOf({ kind }: Operation): readonly StepKind[] {
  return NEEDS[kind];
}

/** What steps are worked out from beside the user. */
export interface StepFacts {
  /** False where the directory cannot rename: suffixes are left off, names are not given back. */
  readonly canRename: boolean;
  /** The username that a suffix of ours took from the user; null when none did. */
  readonly formerName: string | null;
}

/** The ordered steps that carry out an operation on one user as it is; none when it is already so. */
export function stepsFor(
  operation: Exclude<Operation, { readonly kind: 'undo' }>,
  user: DirectoryUser,
  { canRename, formerName }: StepFacts,
): readonly Step[] {
  switch (operation.kind) {
    case 'activate': {
      const steps: readonly Step[] = user.active ? [] : [{ kind: 'activate' }];
      if (!canRename || formerName === null || formerName === user.username) return steps;
      // The name first: when somebody else has it by now, nothing is half-done.
      return [{ kind: 'rename', to: formerName }, ...steps];
    }
    case 'deactivate':
      return user.active ? [{ kind: 'deactivate' }, ...suffixed(user, operation.suffix, canRename)] : [];
    case 'delete':
      return [{ kind: 'delete' }];
    case 'add-to-groups':
      return joins(operation.groups, user);
    case 'remove-from-groups':
      return leaves(operation.groups, user);
    case 'move-groups':
      return moves(operation, user);
  }
}

function moves(
  { from, to }: Extract<Operation, { kind: 'move-groups' }>,
  user: DirectoryUser,
): readonly Step[] {
  const kept = new Set(to.map(caseless));
  const away = leaves(
    from.filter((group) => !kept.has(caseless(group))),
    user,
  );
  if (away.length === 0) return [];
  // Seen without the old groups: a membership that comes through one of them would go with it.
  const left = away.reduce((rest, { group }) => without(rest, group), user);
  // Joined before left, so that nobody stands without either in between.
  return [...joins(to, left), ...away];
}

function suffixed({ username }: DirectoryUser, suffix: string | null, canRename: boolean): readonly Step[] {
  if (suffix === null || !canRename || caseless(username).endsWith(caseless(suffix))) return [];
  return [{ kind: 'rename', to: `${username}${suffix}` }];
}

type Leave = Extract<Step, { readonly kind: 'leave' }>;

function joins(groups: readonly string[], user: Memberships): readonly Step[] {
  return groups.filter((group) => !isMember(user, group)).map((group) => ({ kind: 'join', group }));
}

/** Only direct memberships can be left; what is inherited stays. */
function leaves(groups: readonly string[], user: Memberships): readonly Leave[] {
  return groups.filter((group) => isDirect(user, group)).map((group) => ({ kind: 'leave', group }));
}

/** True when steps take something away from somebody: guardrails for protected accounts hold for them. */
export function takesAway(steps: readonly Step[]): boolean {
  return steps.some(({ kind }) => kind === 'deactivate' || kind === 'delete' || kind === 'leave');
}

/**
 * True when steps cost the user access to the product: what the cap counts (spec S5). A group that grants a seat
 * counts also when it is left together with one through which it is inherited, or while another seat remains.
 */
export function takesAccess(
  steps: readonly Step[],
  seatGroups: ReadonlySet<string>,
  user: Pick<DirectoryUser, 'inherited'>,
): boolean {
  return steps.some((step) => {
    if (step.kind === 'deactivate' || step.kind === 'delete') return true;
    return step.kind === 'leave' && [...goingWith(user, step.group)].some((group) => seatGroups.has(group));
  });
}

/**
 * True when a step gives the user administration (spec S3: two approvals, never for oneself): by a group that
 * grants it, or by waking an account that is in one.
 */
export function grantsAdmin(
  steps: readonly Step[],
  adminGroups: ReadonlySet<string>,
  user: Pick<DirectoryUser, 'active' | 'groups'>,
): boolean {
  return steps.some((step) => {
    if (step.kind === 'join') return adminGroups.has(caseless(step.group));
    if (step.kind !== 'activate' || user.active) return false;
    return user.groups.some((group) => adminGroups.has(caseless(group)));
  });
}

/** What the parts of a user that steps can change look like. */
export type Changeable = Pick<DirectoryUser, 'active' | 'username' | 'groups' | 'inherited'>;

/** True when the step would leave the user as it is. */
export function isNoop(step: Step, user: Changeable): boolean {
  switch (step.kind) {
    case 'activate':
      return user.active;
    case 'deactivate':
      return !user.active;
    case 'rename':
      return user.username === step.to;
    case 'delete':
      return false;
    case 'join':
      // One that is only inherited can be made the user's own.
      return isDirect(user, step.group);
    case 'leave':
      return !isDirect(user, step.group);
  }
}

/** True when all steps would leave the user as it is. */
export function isAlreadySo(steps: readonly Step[], user: Changeable): boolean {
  return steps.every((step) => isNoop(step, user));
}

/** True when some of the steps were carried out on the user since `before`; null: nothing was begun. */
export function isHalfDone(steps: readonly Step[], before: Changeable | null, now: Changeable): boolean {
  if (before === null) return false;
  return steps.some((step) => isNoop(step, now) && !isNoop(step, before));
}

/** What a user is worked out from after steps. */
export interface After {
  /** Names of groups whose enabled members take a seat, caseless. */
  readonly seatGroups: ReadonlySet<string>;
  /** How the directory's groups are nested: what joining or leaving one brings or takes beside. Absent: unknown. */
  readonly nesting?: Nesting;
  readonly at: Instant;
}

/** The user once the steps have been carried out; null when they delete it. */
export function afterSteps(steps: readonly Step[], user: DirectoryUser, world: After): DirectoryUser | null {
  let after: DirectoryUser | null = user;
  for (const step of steps) {
    if (after === null) return null;
    after = isNoop(step, after) ? after : afterStep(step, after, world);
  }
  return after;
}

function afterStep(step: Step, user: DirectoryUser, world: After): DirectoryUser | null {
  switch (step.kind) {
    case 'activate':
      return { ...user, active: true, deactivatedAt: null };
    case 'deactivate':
      return { ...user, active: false, deactivatedAt: world.at };
    case 'rename':
      return { ...user, username: step.to };
    case 'delete':
      return null;
    case 'join':
      return settled(joined(user, step.group), world);
    case 'leave':
      return settled(without(user, step.group), world);
  }
}

/** The user with what its own groups bring: other groups, and a seat. */
function settled(changed: DirectoryUser, { seatGroups, nesting }: After): DirectoryUser {
  const user = nesting === undefined ? changed : withNested(changed, nesting);
  const { seat, groups } = user;
  if (seat.kind === 'individual' || seat.kind === 'unknown') return user;
  if (seat.kind === 'group' && isMember(user, seat.group)) return user;
  const group = groups.find((name) => seatGroups.has(caseless(name)));
  return { ...user, seat: group === undefined ? { kind: 'none' } : { kind: 'group', group } };
}

/** Seats that the change of one user gives back; negative when it takes one. */
export function seatsFreed(before: DirectoryUser, after: DirectoryUser | null): number {
  return Number(isLicensed(before)) - Number(after !== null && isLicensed(after));
}

/** True when the user counts as idle from the change on (spec S1, clock start: activation, undo). */
export function restartsClock(operation: Operation, steps: readonly Step[]): boolean {
  return operation.kind === 'undo' || steps.some(({ kind }) => kind === 'activate');
}

const STEP_ACTIONS: Readonly<Record<Exclude<StepKind, 'rename'>, AuditAction>> = {
  activate: 'User Activated',
  deactivate: 'User Deactivated',
  delete: 'User Deleted',
  join: 'Added to Group',
  leave: 'Removed from Group',
};

/**
 * What the change of one user is called in the audit log: one action a kind of step, in their order. A rename
 * is told by itself only when it is all there is: with a suffix it is part of the deactivation.
 */
export function actionsOf(steps: readonly Step[]): readonly AuditAction[] {
  const actions = steps.flatMap(({ kind }) => (kind === 'rename' ? [] : [STEP_ACTIONS[kind]]));
  if (actions.length > 0) return [...new Set(actions)];
  return steps.length === 0 ? [] : ['User Renamed'];
}

/** One step in words, for files and the audit log: "join confluence-users". */
export function stepWords(step: Step): string {
  switch (step.kind) {
    case 'rename':
      return `rename to ${step.to}`;
    case 'join':
    case 'leave':
      return `${step.kind} ${step.group}`;
    default:
      return step.kind;
  }
}
