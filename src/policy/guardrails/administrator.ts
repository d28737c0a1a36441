import { caseless } from '../../domain/caseless.ts';
import { takesAway } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** A member of a group that grants administration. */
export function administrator({ user, steps }: Subject, { adminGroups }: GuardContext): Guard | null {
  if (!takesAway(steps)) return null;
  const group = user.groups.find((name) => adminGroups.has(caseless(name)));
  return group === undefined ? null : { reason: 'admin', detail: `member of ${group}` };
}
