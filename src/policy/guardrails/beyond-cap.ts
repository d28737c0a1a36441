import { takesAccess } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** What is left of the cap beside who is touched by it. */
export interface CapContext extends Pick<GuardContext, 'seatGroups'> {
  /** How many more users may lose access today. */
  readonly capLeft: number;
}

/** As many users as may lose access in 24 hours have lost it; counted after every other guardrail (spec S5). */
export function beyondCap({ user, steps }: Subject, { capLeft, seatGroups }: CapContext): Guard | null {
  if (capLeft > 0 || !takesAccess(steps, seatGroups, user)) return null;
  return { reason: 'beyond-cap', detail: "beyond today's cap" };
}
