import { takesAccess } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** As many users as may lose access in 24 hours have lost it; counted after every other guardrail (spec S5). */
export function beyondCap({ user, steps }: Subject, { capLeft, seatGroups }: GuardContext): Guard | null {
  if (capLeft === null || capLeft > 0 || !takesAccess(steps, seatGroups, user)) return null;
  return { reason: 'beyond-cap', detail: "beyond today's cap" };
}
