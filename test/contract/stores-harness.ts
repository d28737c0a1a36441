import assert from 'node:assert/strict';
import type { AuditDraft } from '../../src/domain/audit-event.ts';
import type { ConnectionName } from '../../src/domain/ids.ts';
import { isProblem } from '../../src/domain/problem.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { aDirectoryUser, CHANNEL, NOW, PRIYA } from '../support/builders.ts';
import type { FakeClock } from '../support/fake-clock.ts';

/** A storage under test, with data of its own. */
export interface StorageHarness {
  readonly clock: FakeClock;
  readonly storage: Storage;
  /** Closes the storage and opens the same data again, as after a restart. */
  reopen(): Promise<Storage>;
  /** Lets the time pass that old reads are kept for, and has them removed. */
  forgetOldReads(): Promise<void>;
  end(): Promise<void>;
}

export type OpenHarness = () => Promise<StorageHarness>;

/** Calls `tests` with a function that gives the storage of the running test. */
export function onFreshStorage(open: OpenHarness, tests: (harness: () => StorageHarness) => void): void {
  let harness: StorageHarness | undefined;
  beforeEach(async () => {
    harness = await open();
  });
  afterEach(async () => {
    await harness?.end();
  });
  tests(() => {
    assert.ok(harness);
    return harness;
  });
}

export const SANDBOX = 'sandbox' as ConnectionName;

/** An audit draft whose key makes it unique. */
export function aDraft(key: string, changes: Partial<AuditDraft> = {}): AuditDraft {
  return {
    key,
    at: NOW,
    actor: { person: PRIYA, account: null },
    action: 'Users Exported',
    status: 'done',
    target: '',
    description: `event ${key}`,
    place: CHANNEL,
    before: null,
    after: null,
    ...changes,
  };
}

/** Users with different names, `user0` onwards. */
export function people(count: number): readonly DirectoryUser[] {
  return Array.from({ length: count }, (_, n) => aDirectoryUser({ username: `user${n}` }));
}

/** Passes when the promise is rejected with a `conflict`. */
export async function assertConflict(promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => isProblem(error, 'conflict'));
}
