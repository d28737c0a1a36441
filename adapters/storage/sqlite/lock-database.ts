import { Database } from './database.ts';
import { isBusy, unavailable } from './errors.ts';

/** Held by the one process that may use a database. */
export interface DatabaseLock {
  release(): void;
}

/**
 * Makes this process the only user of the database at `path`, by an exclusive transaction on a file beside
 * it, which the operating system ends with the process, however that dies. Throws `unavailable` naming the
 * path while another process holds it.
 */
export function lockDatabase(path: string): DatabaseLock {
  const lock = new Database(`${path}.lock`, 0);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw isBusy(error) ? inUse(path, error) : error;
  }
  return { release: () => lock.close() };
}

function inUse(path: string, cause: unknown): Error {
  return unavailable(
    `Another Rollcall process is using ${path}. Stop it first, or give this one a data folder of its own.`,
    cause,
  );
}
