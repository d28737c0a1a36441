import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../../../src/ports/logger.ts';

/** What everybody but the owner may do. */
const OTHERS = 0o077;
/** Set on folders that belong to everybody, such as /tmp. */
const STICKY = 0o1000;

/**
 * Makes the data folder when it is missing, and takes from everybody but its owner whatever they may do with it
 * and with the files in it: they hold a session's secret and mail addresses, and a lock taken on one of them
 * stops the service. A folder of somebody else, as volumes of containers are, stays as it is with a warning:
 * whoever gave it to us may need it so, and new files are made for the owner alone.
 */
export function makePrivate(folder: string, logger: Logger): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const open = [folder, ...ours(folder)].filter((path) => !tighten(path));
  if (open.length === 0) return;
  logger.warn('others may look into the data folder', {
    folder,
    count: open.length,
    remedy:
      'Make the user that runs Rollcall its owner, or take the rights of others away: chmod -R go= FOLDER',
  });
}

/** Files that Rollcall makes there; a folder may hold others that are none of our business. */
function ours(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => /^(rollcall\.db|audit\.key|service\.json)/.test(name));
  const files = join(folder, 'files');
  const kept = lstatSync(files, { throwIfNoEntry: false })?.isDirectory()
    ? [files, ...readdirSync(files).map((name) => join(files, name))]
    : [];
  return [...names.map((name) => join(folder, name)), ...kept];
}

/** True when nobody but the owner may do anything with it now. */
function tighten(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isSymbolicLink() || (stat.mode & OTHERS) === 0) return true;
  if ((stat.mode & STICKY) !== 0) return false;
  try {
    chmodSync(path, stat.mode & 0o7777 & ~OTHERS);
    return true;
  } catch {
    // Only the owner may change it, and some mounts let nobody.
    return false;
  }
}
