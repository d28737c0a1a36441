import { caseless } from '../../domain/caseless.ts';
import { takesAway } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** The user is on the list of those nobody may take anything from. */
export function protectedUser({ user, steps }: Subject, context: GuardContext): Guard | null {
  const { protectedUsers, protectedAccounts } = context;
  const isListed = protectedAccounts.has(user.ref) || protectedUsers.has(caseless(user.username));
  if (!isListed || !takesAway(steps)) return null;
  return { reason: 'protected', detail: 'protected user' };
}
