import type { Guard, GuardContext, Subject } from './guard.ts';

/** An account is deleted only after it was not missed for so long (spec S3). */
const MIN_DAYS = 30;
const DAY_MS = 86_400_000;

/** To be deleted, but not known to be deactivated for long enough. */
export function longDeactivated({ user, steps }: Subject, { now }: GuardContext): Guard | null {
  if (!steps.some(({ kind }) => kind === 'delete')) return null;
  if (user.active) return notLong('still active');
  const since = user.deactivatedAt ?? null;
  if (since === null) return notLong('deactivated, not known since when');
  return now - since >= MIN_DAYS * DAY_MS ? null : notLong(`deactivated for less than ${MIN_DAYS} days`);
}

function notLong(detail: string): Guard {
  return { reason: 'not-long-deactivated', detail };
}
