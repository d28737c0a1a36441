import type { JobParameters } from 'agenda';

/** The dates of a record that Agenda compares with the machine's clock, or sets from it. */
const DATES = [
  'nextRunAt',
  'lockedAt',
  'lastRunAt',
  'lastFinishedAt',
  'failedAt',
] as const satisfies readonly (keyof JobParameters)[];

/** A copy of a record with all its dates later by `ms` milliseconds. */
export function datesMoved<T extends JobParameters>(job: T, ms: number): T {
  const moved = DATES.flatMap((field) => {
    const date = job[field];
    return date instanceof Date ? [[field, new Date(date.getTime() + ms)]] : [];
  });
  return { ...job, ...Object.fromEntries(moved) };
}
