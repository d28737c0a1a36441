import { caseless } from '../../src/domain/caseless.ts';
import type { Instant, UserRef } from '../../src/domain/ids.ts';
import type { Step } from '../../src/domain/operation.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';

export const SEAT = 'confluence-users';
export const ADMINS = 'confluence-administrators';
/** What the sandbox nests, said again: a member of the key is one of all of these. */
const THROUGH: Readonly<Record<string, readonly string[]>> = {
  'team-lisbon': [SEAT, 'office-lisbon', 'all hands'],
  'office-lisbon': ['all hands'],
};

/** A user as the model keeps it; `own` are the memberships that do not come through another. */
export interface ModelUser {
  readonly ref: UserRef;
  readonly username: string;
  readonly active: boolean;
  readonly own: ReadonlySet<string>;
  readonly isGone: boolean;
  readonly lastLogin: Instant | null;
  readonly isService: boolean;
  readonly isReadOnly: boolean;
}

export function modelUser(user: DirectoryUser): ModelUser {
  const { ref, username, active, lastLogin, groups, inherited = {}, service, directory } = user;
  return {
    ref,
    username,
    active,
    own: new Set(groups.filter((group) => !(group in inherited))),
    isGone: false,
    lastLogin: lastLogin.kind === 'at' ? lastLogin.at : null,
    isService: service,
    isReadOnly: directory === 'Corporate LDAP',
  };
}

/** Every group somebody is in, through others too. */
export function groupsOf({ own }: ModelUser): ReadonlySet<string> {
  return new Set([...own, ...[...own].flatMap((group) => THROUGH[group] ?? [])]);
}

/** The user after one step, whoever takes it. */
export function stepped(user: ModelUser, step: Step): ModelUser {
  switch (step.kind) {
    case 'activate':
      return { ...user, active: true };
    case 'deactivate':
      return { ...user, active: false };
    case 'rename':
      return { ...user, username: step.to };
    case 'delete':
      return { ...user, isGone: true };
    case 'join':
      return { ...user, own: new Set([...user.own, step.group]) };
    case 'leave':
      return { ...user, own: new Set([...user.own].filter((group) => group !== step.group)) };
  }
}

/** What an undo puts back, as one text to compare. */
export function looks({ username, active, own, isGone }: ModelUser): string {
  if (isGone) return 'gone';
  return `${username}, ${active ? 'active' : 'deactivated'}, in ${[...own].sort().join(' + ')}`;
}

export function takesAway(steps: readonly Step[]): boolean {
  return steps.some(({ kind }) => kind === 'deactivate' || kind === 'delete' || kind === 'leave');
}

/** True when steps cost the user the product, which is what the cap counts. */
export function takesAccess(steps: readonly Step[], { own }: ModelUser): boolean {
  return steps.some((step) => {
    if (step.kind === 'deactivate' || step.kind === 'delete') return true;
    if (step.kind !== 'leave') return false;
    return step.group === SEAT || (THROUGH[step.group]?.includes(SEAT) === true && !own.has(SEAT));
  });
}

/** What the audit log says of those parts of a user that steps can change. */
export function words(user: ModelUser, steps: readonly Step[]): string {
  if (user.isGone) return 'deleted';
  const said = steps.map((step) => {
    if (step.kind === 'rename') return `called ${user.username}`;
    if (step.kind !== 'join' && step.kind !== 'leave') return user.active ? 'active' : 'deactivated';
    const isIn = [...groupsOf(user)].some((group) => caseless(group) === caseless(step.group));
    return `${isIn ? 'in' : 'not in'} ${step.group}`;
  });
  return [...new Set(said)].join(', ');
}

export function stepKey(step: Step): string {
  if (step.kind === 'rename') return `rename ${step.to}`;
  return step.kind === 'join' || step.kind === 'leave' ? `${step.kind} ${step.group}` : step.kind;
}
