import { MongoClockStarts } from '../../adapters/storage/mongodb/clock-starts.ts';
import { Database } from '../../adapters/storage/mongodb/database.ts';
import { FILE_INDEXES, MongoFiles } from '../../adapters/storage/mongodb/files.ts';
import { MongoFormerNames } from '../../adapters/storage/mongodb/former-names.ts';
import { SNAPSHOT_INDEXES } from '../../adapters/storage/mongodb/snapshot-rows.ts';
import { MongoSnapshots } from '../../adapters/storage/mongodb/snapshots.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { IdSource } from '../../src/ports/id-source.ts';

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
