import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapError } from '../../adapters/storage/sqlite/errors.ts';
import type { RunningService } from '../../adapters/terminal/client.ts';

/** Tells `ask` where the service of this data folder listens; only the service's own user can read it. */
function pathIn(folder: string): string {
  return join(folder, 'service.json');
}

export function writeRunFile(folder: string, service: RunningService): void {
  const path = pathIn(folder);
  try {
    // With the store elsewhere nobody else has made it.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, JSON.stringify(service), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw mapError(error, path);
  }
}

export function removeRunFile(folder: string): void {
  rmSync(pathIn(folder), { force: true });
}

/** The service that says it runs on this folder; it may have died since. A file of another shape says nothing. */
export function readRunFile(folder: string): RunningService | undefined {
  try {
    const { url, token } = JSON.parse(readFileSync(pathIn(folder), 'utf8')) as Partial<RunningService>;
    return typeof url === 'string' && typeof token === 'string' ? { url, token } : undefined;
  } catch {
    return undefined;
  }
}
