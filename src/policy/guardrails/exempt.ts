import { takesAway } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** Somebody answers for leaving the user alone until a day that has not passed. */
export function exempt({ user, steps }: Subject, { exemptionOf }: GuardContext): Guard | null {
  const why = takesAway(steps) ? exemptionOf(user.ref) : undefined;
  return why === undefined ? null : { reason: 'exempt', detail: why };
}
