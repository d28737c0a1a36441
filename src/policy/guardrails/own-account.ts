import { takesAway } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** The account Rollcall works with: a bot that locks itself out cannot undo it. */
export function ownAccount({ user, steps }: Subject, context: GuardContext): Guard | null {
  if (!takesAway(steps) || context.ownAccount !== user.ref) return null;
  return { reason: 'own-account', detail: 'the account Rollcall works with' };
}
