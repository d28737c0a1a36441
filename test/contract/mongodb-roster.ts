import { MongoClockStarts } from '../../adapters/storage/mongodb/clock-starts.ts';
import { Database } from '../../adapters/storage/mongodb/database.ts';
import { FILE_INDEXES, MongoFiles } from '../../adapters/storage/mongodb/files.ts';
import { MongoFormerNames } from '../../adapters/storage/mongodb/former-names.ts';
import { GRACE_MS } from '../../adapters/storage/mongodb/snapshot-purge.ts';
import { SNAPSHOT_INDEXES } from '../../adapters/storage/mongodb/snapshot-rows.ts';
import { MongoSnapshots } from '../../adapters/storage/mongodb/snapshots.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { IdSource } from '../../src/ports/id-source.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { dropDatabase, freshDatabase } from '../support/mongodb.ts';
import type { StorageHarness } from './stores-harness.ts';

/** What one instance has of the stores around the roster. */
export interface RosterStores {
  readonly db: Database;
  readonly snapshots: MongoSnapshots;
  readonly files: MongoFiles;
  readonly clockStarts: MongoClockStarts;
  readonly formerNames: MongoFormerNames;
  close(): Promise<void>;
}

/** Opens the stores around the roster as one instance does. */
export async function openRosterStores(url: string, clock: Clock, ids: IdSource): Promise<RosterStores> {
  const db = await Database.open(url);
  for (const [collection, specs] of Object.entries({ ...SNAPSHOT_INDEXES, ...FILE_INDEXES })) {
    for (const { name, key, ...options } of specs) await db.rows(collection).index(name, key, options);
  }
  const now = () => clock.now();
  const snapshots = new MongoSnapshots(db, {
    now,
    onError(error) {
      throw error;
    },
  });
  return {
    db,
    snapshots,
    files: new MongoFiles(db, { now, ids }),
    clockStarts: new MongoClockStarts(db),
    formerNames: new MongoFormerNames(db),
    async close() {
      await snapshots.close();
      await db.close();
    },
  };
}

/** A harness that has the stores around the roster and no others. */
export async function openRosterHarness(server: string): Promise<StorageHarness> {
  const url = freshDatabase(server);
  const clock = new FakeClock();
  const ids = new FakeIds();
  const open = async () =>
    (await openRosterStores(url, clock, ids)) as unknown as Storage & { readonly snapshots: MongoSnapshots };
  let storage = await open();
  return {
    clock,
    get storage() {
      return storage;
    },
    async reopen() {
      await storage.close();
      storage = await open();
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
