import { dirname } from 'node:path';
import { ProblemError } from '../../../src/domain/problem.ts';

/** What people call the store in problems. */
export const SOURCE = 'database';

/** libsql gives the bare number of some extended result codes, as of a folder that cannot be written. */
const UNKNOWN_TO_LIBSQL = /^UNKNOWN_SQLITE_ERROR_(\d+)$/;
/** The codes behind extended ones, by the lowest byte of their number (sqlite.org/rescode.html). */
const PRIMARY: ReadonlyMap<number, string> = new Map([
  [5, 'SQLITE_BUSY'],
  [6, 'SQLITE_LOCKED'],
  [8, 'SQLITE_READONLY'],
  [10, 'SQLITE_IOERR'],
  [11, 'SQLITE_CORRUPT'],
  [13, 'SQLITE_FULL'],
  [14, 'SQLITE_CANTOPEN'],
]);

/** Turns what libsql threw into a problem that says what to do; anything unforeseen passes through. */
export function mapError(error: unknown, path: string): unknown {
  if (error instanceof ProblemError || !(error instanceof Error)) return error;
  const remedy = remedyFor(codeOf(error), error.message, path);
  return remedy === undefined ? error : unavailable(remedy, error);
}

/** A problem of the store that may pass once somebody did what the message says. */
export function unavailable(message: string, cause?: unknown): ProblemError {
  return new ProblemError({ kind: 'unavailable', source: SOURCE, message }, { cause });
}

/** The state moved since it was read. */
export function conflict(message: string): ProblemError {
  return new ProblemError({ kind: 'conflict', message });
}

/** True when a statement was refused because the row exists already. */
export function isDuplicate(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === 'SQLITE_CONSTRAINT_UNIQUE';
}

/** True when another connection held what was asked for, also once {@link mapError} has put it in words. */
export function isBusy(error: unknown): boolean {
  const cause = error instanceof ProblemError ? error.cause : error;
  return codeOf(cause).startsWith('SQLITE_BUSY');
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return '';
  const extended = UNKNOWN_TO_LIBSQL.exec(code)?.[1];
  return extended === undefined ? code : (PRIMARY.get(Number(extended) % 256) ?? code);
}

function remedyFor(code: string, message: string, path: string): string | undefined {
  if (/^SQLITE_FULL|^ENOSPC/.test(code)) {
    return `The disk is full. Free space where ${path} lies; Rollcall goes on by itself.`;
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return `Another process keeps ${path} locked. Stop it, or wait until it is done.`;
  }
  if (/^SQLITE_(READONLY|PERM|AUTH)/.test(code)) {
    return `${path} cannot be written. Give the user that runs Rollcall write access to it and its folder.`;
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return `${path} is damaged or no Rollcall database. Stop Rollcall, move the file away and restore a backup.`;
  }
  // SQLite knows no disk quota and no limit on a file's size: it calls either a failed write.
  if (/^SQLITE_IOERR_WRITE|^EDQUOT|^EFBIG/.test(code)) {
    return `${path} could not be written. Free space, raise the quota or the limit on file sizes, or check the disk; Rollcall goes on by itself.`;
  }
  if (/^SQLITE_IOERR/.test(code)) return `The disk failed while ${path} was used. Check the disk.`;
  if (/^(EEXIST|ENOTDIR)/.test(code)) {
    return `${dirname(path)} cannot be the data folder: there is a file in its way. Name another folder in ROLLCALL_DATA.`;
  }
  if (/^(EACCES|EPERM|EROFS)/.test(code)) {
    return `${dirname(path)} may not be written by this user. Change that, or name another folder in ROLLCALL_DATA.`;
  }
  // libsql reports a failed open by its text alone; 14 is SQLITE_CANTOPEN.
  if (/^SQLITE_CANTOPEN/.test(code) || /Unable to open connection/.test(message)) {
    return `${path} cannot be opened. Check that its folder exists and may be written.`;
  }
  return undefined;
}
