import { grantsAdmin } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** Nobody asks for administration for themselves (spec S3). */
export function notForOneself({ user, steps }: Subject, context: GuardContext): Guard | null {
  if (!context.requester.has(user.ref) || !grantsAdmin(steps, context.adminGroups, user)) return null;
  return { reason: 'not-for-oneself', detail: 'asks for administration for themselves' };
}
