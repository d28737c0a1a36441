import assert from 'node:assert/strict';
import {
  type EndOptions,
  openMongodbSource,
  openMongodbTarget,
} from '../../adapters/storage/mongodb/copy-ends.ts';
import type { MongoStorage } from '../../adapters/storage/mongodb/open-mongodb.ts';
import { isProblem } from '../../src/domain/problem.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { quietLogger } from '../support/quiet.ts';
import { openInstance } from './mongodb-harness.ts';

const MINUTE_MS = 60_000;
/** How far the clock of the machine that copies is from the database's. */
const OFFSETS = [-10, 0, 10].map((minutes) => minutes * MINUTE_MS);

describe('an end of a copy in MongoDB, on a machine whose clock is off', () => {
  let server: string;
  let url: string;
  let storage: MongoStorage;
  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(async () => {
    url = freshDatabase(server);
    storage = await openInstance(url);
  });
  afterEach(async () => {
    await storage.close();
    await dropDatabase(url);
  });

  /** As a service leaves its jobs: dated by the database. */
  async function workedAgo(ms: number): Promise<void> {
    const lastRunAt = new Date((await storage.ground.db.localTime()) - ms);
    await storage.ground.db.db.collection('jobs').insertOne({ name: 'sweep', lastRunAt });
  }

  for (const offset of OFFSETS) {
    const clock = () => new FakeClock(Date.now() + offset);
    const options = (): EndOptions => ({ url, clock: clock(), logger: quietLogger, auditKey: AUDIT_KEY });
    for (const open of [openMongodbSource, openMongodbTarget]) {
      it(`is refused while a service works, ${offset / MINUTE_MS} minutes off: ${open.name}`, async () => {
        await workedAgo(5_000);
        await assert.rejects(open(options()), (error) => isProblem(error, 'guarded'));
      });

      it(`is opened once it is quiet, ${offset / MINUTE_MS} minutes off: ${open.name}`, async () => {
        await workedAgo(2 * MINUTE_MS);
        const end = await open(options());
        await end.close();
      });
    }
  }
});
