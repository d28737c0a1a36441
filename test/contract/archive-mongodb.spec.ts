import { MongoClockStarts } from '../../adapters/storage/mongodb/clock-starts.ts';
import { FILE_INDEXES, MongoFiles } from '../../adapters/storage/mongodb/files.ts';
import { MongoFormerNames } from '../../adapters/storage/mongodb/former-names.ts';
import { openMongodb, type Sockets } from '../../adapters/storage/mongodb/open-mongodb.ts';
import { SNAPSHOT_INDEXES } from '../../adapters/storage/mongodb/snapshot-rows.ts';
import { MongoSnapshots } from '../../adapters/storage/mongodb/snapshots.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { quietLogger } from '../support/quiet.ts';
import { archiveContract } from './archive.ts';

const sockets = (ids: FakeIds): Sockets => ({
  indexes: { ...SNAPSHOT_INDEXES, ...FILE_INDEXES },
  async open({ db, serverClock }) {
    const now = () => serverClock.now();
    const onError = () => undefined;
    const snapshots = new MongoSnapshots(db, { now, onError });
    return {
      snapshots,
      clockStarts: new MongoClockStarts(db),
      formerNames: new MongoFormerNames(db),
      files: new MongoFiles(db, { now, ids }),
      shared: true,
      close: () => snapshots.close(),
    } as never;
  },
});

describe('The MongoDB storage', () => {
  let server: string;
  before(async function () {
    server = await requireMongo(this);
  });

  archiveContract('MongoDB', async () => {
    const url = freshDatabase(server);
    const clock = new FakeClock();
    const ids = new FakeIds();
    const options = { url, clock, ids, logger: quietLogger, auditKey: () => AUDIT_KEY, isClockShared: true };
    const open = () => openMongodb(options, sockets(ids));
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
      forgetOldReads: () => storage.snapshots.sweep(),
      async end() {
        await storage.close();
        await dropDatabase(url);
      },
    };
  });
});
