import {
  createSandbox,
  type SandboxDirectory,
  type SandboxOptions,
} from '../../../adapters/directory/sandbox/sandbox-directory.ts';
import type { ConnectionName } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { UserDirectory } from '../../../src/ports/user-directory.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { memoryAdapterStore } from './memory-adapter-store.ts';

/** The connection of the sandboxes in these specs. */
export const connection = 'sandbox' as ConnectionName;

/** A signal that never aborts. */
export const calm = new AbortController().signal;

/** A sandbox on a store and a clock of its own unless said otherwise. */
export function sandbox(options: Partial<SandboxOptions> = {}): SandboxDirectory {
  return createSandbox({ connection, store: memoryAdapterStore(), clock: new FakeClock(), ...options });
}

/** All users of a directory at once. */
export async function everybody(directory: UserDirectory): Promise<readonly DirectoryUser[]> {
  const users: DirectoryUser[] = [];
  for await (const batch of (await directory.read(calm)).users) users.push(...batch);
  return users;
}
