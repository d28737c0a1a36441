import { caseless } from '../../domain/caseless.ts';
import { takesAway } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** The user is on the list of those nobody may take anything from. */
export function protectedUser({ user, steps }: Subject, context: GuardContext): Guard | null {
  if (!takesAway(steps)) return null;
  const { protectedUsers, protectedRefs } = context;
  // A rename does not take the protection off (spec S1: a user is known by an id that never changes).
  if (!protectedUsers.has(caseless(user.username)) && !protectedRefs.has(user.ref)) return null;
  return { reason: 'protected', detail: 'protected user' };
}
