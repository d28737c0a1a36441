import { type MongoStorage, openMongodb, type Sockets } from '../../adapters/storage/mongodb/open-mongodb.ts';
import type { Logger } from '../../src/ports/logger.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { dropDatabase, freshDatabase } from '../support/mongodb.ts';
import { quietLogger } from '../support/quiet.ts';
import type { StorageHarness } from './stores-harness.ts';

/** The stores that are not here yet. */
export const SOCKETS: Sockets = {
  indexes: {},
  open: async () => ({ close: async () => {} }) as never,
};

interface Instance {
  readonly clock?: FakeClock;
  readonly logger?: Logger;
}

/** Opens a database as one instance does, on a stepped clock. */
export function openInstance(
  url: string,
  { clock = new FakeClock(), logger = quietLogger }: Instance = {},
): Promise<MongoStorage> {
  const options = { url, clock, ids: new FakeIds(), logger, auditKey: () => AUDIT_KEY, isClockShared: true };
  return openMongodb(options, SOCKETS);
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
    async end() {
      await storage.close();
      await dropDatabase(url);
    },
  };
}
