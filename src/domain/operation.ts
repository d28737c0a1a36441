import type { AuditAction } from './audit-event.ts';
import { caseless } from './caseless.ts';
import type { Instant, RunId } from './ids.ts';
import { directGroups, type Memberships, membershipsWith, type Nesting, UNKNOWN_NESTING } from './nesting.ts';
import { type DirectoryUser, isLicensed, type Seat } from './user.ts';

/** What somebody asks to be done to every target of a plan. Group names are the directory's own spelling. */
export type Operation =
  /** Enables the account and gives back the name that a suffix took from it. */
  | { readonly kind: 'activate' }
  /** Disables the account; with a suffix its username becomes `ada_old`, and the old one is remembered. */
  | { readonly kind: 'deactivate'; readonly suffix: string | null }
  | { readonly kind: 'delete' }
  | { readonly kind: 'add-to-groups'; readonly groups: readonly string[] }
  | { readonly kind: 'remove-from-groups'; readonly groups: readonly string[] }
  /** Members of any of `from` get all of `to` and lose `from`. */
  | { readonly kind: 'move-groups'; readonly from: readonly string[]; readonly to: readonly string[] }
  /** Puts the users a run changed back as they were; one user of it when a username is given. */
  | { readonly kind: 'undo'; readonly run: RunId; readonly username: string | null };

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

/** The steps an operation may give a target, most telling first; a connection has to be able to write the first. */
const STEP_KINDS: { readonly [K in OperationKind]: readonly StepKind[] } = {
  activate: ['activate', 'rename'],
  deactivate: ['deactivate', 'rename'],
  delete: ['delete'],
  'add-to-groups': ['join'],
  'remove-from-groups': ['leave'],
  'move-groups': ['join', 'leave'],
  undo: [],
};

/** What a connection has to be able to write for an operation to be more than a report. */
export function needsOf({ kind }: Operation): readonly StepKind[] {
  return kind === 'move-groups' ? STEP_KINDS[kind] : STEP_KINDS[kind].slice(0, 1);
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
      // The name first: when somebody else has it by now, nothing is half-done.
      const back: readonly Step[] =
        canRename && formerName !== null && formerName !== user.username
          ? [{ kind: 'rename', to: formerName }]
          : [];
      return user.active ? [] : [...back, { kind: 'activate' }];
    }
    case 'deactivate':
      return user.active ? [{ kind: 'deactivate' }, ...suffixed(user, operation.suffix, canRename)] : [];
    case 'delete':
      return [{ kind: 'delete' }];
    case 'add-to-groups':
      return joins(operation.groups, user);
    case 'remove-from-groups':
      return leaves(operation.groups, user);
    case 'move-groups': {
      const away = leaves(operation.from, user);
      // Joined before left, so that nobody stands without either in between; what comes through a group that is
      // left would go with it, so it becomes the user's own.
      return away.length === 0 ? [] : [...operation.to.filter((g) => !isOwn(user, g)).map(joining), ...away];
    }
  }
}

function suffixed({ username }: DirectoryUser, suffix: string | null, canRename: boolean): readonly Step[] {
  if (suffix === null || !canRename || caseless(username).endsWith(caseless(suffix))) return [];
  return [{ kind: 'rename', to: `${username}${suffix}` }];
}

function joins(groups: readonly string[], user: DirectoryUser): readonly Step[] {
  return groups.filter((group) => !isMember(user, group)).map(joining);
}

function joining(group: string): Step {
  return { kind: 'join', group };
}

/** Only direct memberships can be left; what is inherited stays. */
function leaves(groups: readonly string[], user: DirectoryUser): readonly Step[] {
  return groups
    .filter((group) => isMember(user, group) && inheritedThrough(user, group) === undefined)
    .map((group) => ({ kind: 'leave', group }));
}

/** True for effective membership, nested groups included. */
export function isMember({ groups }: Pick<DirectoryUser, 'groups'>, group: string): boolean {
  const wanted = caseless(group);
  return groups.some((name) => name === group || caseless(name) === wanted);
}

/** True for a membership of the user's own, which stays when others go. */
function isOwn(user: Memberships, group: string): boolean {
  return isMember(user, group) && inheritedThrough(user, group) === undefined;
}

/** The group through which a membership is inherited; undefined when it is direct or there is none. */
export function inheritedThrough(
  { inherited }: Pick<DirectoryUser, 'inherited'>,
  group: string,
): string | undefined {
  if (inherited === undefined) return undefined;
  const wanted = caseless(group);
  return Object.entries(inherited).find(([name]) => caseless(name) === wanted)?.[1];
}

/** True when steps take something away from somebody: guardrails for protected accounts hold for them. */
export function takesAway(steps: readonly Step[]): boolean {
  return steps.some(({ kind }) => kind === 'deactivate' || kind === 'delete' || kind === 'leave');
}

/** True when steps cost somebody access to the product: what the cap counts (spec S5). */
export function takesAccess(steps: readonly Step[], seatGroups: ReadonlySet<string>): boolean {
  return steps.some(
    (step) =>
      step.kind === 'deactivate' ||
      step.kind === 'delete' ||
      (step.kind === 'leave' && seatGroups.has(caseless(step.group))),
  );
}

/** True when a step gives somebody administration (spec S3: two approvals, never for oneself). */
export function grantsAdmin(steps: readonly Step[], adminGroups: ReadonlySet<string>): boolean {
  return steps.some((step) => step.kind === 'join' && adminGroups.has(caseless(step.group)));
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
      // A membership that is only inherited becomes the user's own: an undo gives it back as it was.
      return isOwn(user, step.group);
    case 'leave':
      return !isOwn(user, step.group);
  }
}

/** True when all steps would leave the user as it is. */
export function isAlreadySo(steps: readonly Step[], user: Changeable): boolean {
  return steps.every((step) => isNoop(step, user));
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
      return withOwn(user, [...directGroups(user), step.group], world);
    case 'leave': {
      const lost = caseless(step.group);
      const kept = directGroups(user).filter((name) => caseless(name) !== lost);
      return withOwn(user, kept, world);
    }
  }
}

function withOwn(
  { inherited, ...user }: DirectoryUser,
  own: readonly string[],
  { seatGroups, nesting = UNKNOWN_NESTING }: After,
): DirectoryUser {
  const before = inherited === undefined ? { groups: user.groups } : { groups: user.groups, inherited };
  const memberships = membershipsWith(own, before, nesting);
  return { ...user, ...memberships, seat: seatWith(user.seat, memberships.groups, seatGroups) };
}

function seatWith(seat: Seat, groups: readonly string[], seatGroups: ReadonlySet<string>): Seat {
  if (seat.kind === 'individual' || seat.kind === 'unknown') return seat;
  if (seat.kind === 'group' && groups.includes(seat.group)) return seat;
  const group = groups.find((name) => seatGroups.has(caseless(name)));
  return group === undefined ? { kind: 'none' } : { kind: 'group', group };
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

/** What the change of one user is called in the audit log: one action a kind of step, in their order. */
export function actionsOf(steps: readonly Step[]): readonly AuditAction[] {
  const actions = steps.flatMap(({ kind }) => (kind === 'rename' ? [] : [STEP_ACTIONS[kind]]));
  return actions.length === 0 ? ['User Renamed'] : [...new Set(actions)];
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
