import { takesAway } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** A service account, marked as such by its directory or found by a pattern of the settings. */
export function serviceAccount({ user, steps }: Subject, { isServiceName }: GuardContext): Guard | null {
  if (!takesAway(steps)) return null;
  if (user.service) return { reason: 'service-account', detail: 'service account' };
  if (!isServiceName(user.username)) return null;
  return { reason: 'service-account', detail: 'named like a service account' };
}
