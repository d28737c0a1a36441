import { caseless } from '../../domain/caseless.ts';
import { takesAway } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** The user is on the list of those nobody may take anything from. */
export function protectedUser({ user, steps }: Subject, { protectedUsers }: GuardContext): Guard | null {
  if (!takesAway(steps) || !protectedUsers.has(caseless(user.username))) return null;
  return { reason: 'protected', detail: 'protected user' };
}
