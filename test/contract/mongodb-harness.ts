import { type MongoStorage, openMongodb } from '../../adapters/storage/mongodb/open-mongodb.ts';
import { GRACE_MS } from '../../adapters/storage/mongodb/snapshot-purge.ts';
import type { Logger } from '../../src/ports/logger.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { dropDatabase, freshDatabase } from '../support/mongodb.ts';
import { quietLogger } from '../support/quiet.ts';
import type { StorageHarness } from './stores-harness.ts';

interface Instance {
  readonly clock?: FakeClock;
  /** Shared by instances that must not give the same id twice. */
  readonly ids?: FakeIds;
  readonly logger?: Logger;
}

/** Opens a database as one instance does, on a stepped clock. */
export function openInstance(
  url: string,
  { clock = new FakeClock(), ids = new FakeIds(), logger = quietLogger }: Instance = {},
): Promise<MongoStorage> {
  const options = { url, clock, ids, logger, auditKey: () => AUDIT_KEY, isClockShared: true };
  return openMongodb(options);
}

/** A storage in a database of its own on a server. */
export async function openMongoHarness(server: string): Promise<StorageHarness> {
  const url = freshDatabase(server);
  const clock = new FakeClock();
  let storage = await openInstance(url, { clock });
  return {
    clock,
    get storage() {
      return storage;
    },
    async reopen() {
      await storage.close();
      storage = await openInstance(url, { clock });
      return storage;
    },
    async forgetOldReads() {
      await clock.advance(GRACE_MS + 1);
      await storage.snapshots.sweep();
    },
    async end() {
      await storage.close();
      await dropDatabase(url);
    },
  };
}
