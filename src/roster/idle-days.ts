import type { Instant } from '../domain/ids.ts';
import { daysBetween, daysOf } from '../domain/resolve-days.ts';
import type { DirectoryUser } from '../domain/user.ts';

/**
 * How many calendar days of a zone a user has been idle: what `inactive:90d` compares, counted from the clock
 * start. Null when the clock start or the last login is unknown.
 */
export function idleDays(
  { lastLogin }: Pick<DirectoryUser, 'lastLogin'>,
  clockStart: Instant | null,
  now: Instant,
  zone: string,
): number | null {
  if (clockStart === null || lastLogin.kind === 'unknown') return null;
  const days = daysOf(zone);
  return daysBetween(days.dayOf(clockStart), days.dayOf(now));
}
