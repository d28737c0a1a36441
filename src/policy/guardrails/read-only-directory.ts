import type { Guard, GuardContext, Subject } from './guard.ts';

/** The account lives in a directory that cannot be written. */
export function readOnlyDirectory({ user }: Subject, { directories, canWrite }: GuardContext): Guard | null {
  // A connection without any write is a report, which names everybody a writable one would have changed.
  if (!canWrite || directories.get(user.directory)?.writable !== false) return null;
  return { reason: 'read-only-directory', detail: `${user.directory} is read-only` };
}
