import type { Guard, GuardContext, Subject } from './guard.ts';

/** An account is deleted only after so long without being missed (spec S3). */
const MIN_DAYS = 30;
const DAY_MS = 86_400_000;

/** To be deleted, but not known to be deactivated for long enough. */
export function longDeactivated({ user, steps }: Subject, { now }: GuardContext): Guard | null {
  if (!steps.some(({ kind }) => kind === 'delete')) return null;
  const since = user.deactivatedAt ?? null;
  if (!user.active && since !== null && now - since >= MIN_DAYS * DAY_MS) return null;
  return { reason: 'not-long-deactivated', detail: detailOf(user.active, since) };
}

function detailOf(active: boolean, since: number | null): string {
  if (active) return 'still active';
  return since === null
    ? 'not known how long it is deactivated'
    : `deactivated for less than ${MIN_DAYS} days`;
}
