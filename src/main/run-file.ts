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
  // Instances that share the folder may start at the same moment.
  const part = `${path}.${process.pid}.new`;
  try {
    // With the store elsewhere nobody else has made it.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(part, JSON.stringify(service), { mode: 0o600 });
    renameSync(part, path);
  } catch (error) {
    throw mapError(error, path);
  }
}

/** Leaves the file of another instance that was started on the same folder since. */
export function removeRunFile(folder: string, { token }: RunningService): void {
  if (readRunFile(folder)?.token === token) rmSync(pathIn(folder), { force: true });
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
