import { caseless } from '../../domain/caseless.ts';
import { takesAway } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** The user is a member of a group whose members nobody may take anything from. */
export function protectedGroup({ user, steps }: Subject, { protectedGroups }: GuardContext): Guard | null {
  if (!takesAway(steps)) return null;
  const group = user.groups.find((name) => protectedGroups.has(caseless(name)));
  return group === undefined ? null : { reason: 'protected', detail: `member of protected group ${group}` };
}
