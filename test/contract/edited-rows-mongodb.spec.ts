import assert from 'node:assert/strict';
import type { MongoStorage } from '../../adapters/storage/mongodb/open-mongodb.ts';
import type { JobRequest } from '../../src/ports/scheduler.ts';
import { anApproval } from '../support/builders.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { openInstance } from './mongodb-harness.ts';
import { aDraft } from './stores-harness.ts';

/** What somebody with the right to write may have made of what a row owes. */
const EDITED: Readonly<Record<string, unknown>> = {
  'a job that is no JSON': [{ key: 'x', job: '{' }],
  'an entry that is no JSON': [{ key: 'x', audit: '{' }],
  'entries that are none': [{ key: 'x', audit: 'null' }],
  'an entry of nothing': [{ key: 'x', audit: '[null]' }],
  'nothing in the list': [null],
  'a text': 'x',
  'an object': {},
  nothing: null,
};

describe('rows of MongoDB that somebody edited', () => {
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

  for (const [what, pending] of Object.entries(EDITED)) {
    for (const collection of ['records', 'run_targets']) {
      it(`keep back nothing but their own effects: ${what} in ${collection}`, async () => {
        const { db } = storage.ground.db;
        // The oldest, so that it is come to first.
        await db
          .collection<{ _id: string; pending: unknown; due: number }>(collection)
          .insertOne({ _id: 'x', pending, due: 1 });
        const jobs = [{ name: 'refresh-cards', key: 'A-1', payload: {} }] as const;
        await storage.approvals.create(anApproval(), { audit: [aDraft('a')], jobs });
        const handed: JobRequest[] = [];
        await assert.rejects(storage.deliverEffects(async (job) => void handed.push(job)));
        assert.deepEqual(handed, jobs);
        assert.ok((await storage.audit.verify()).ok);
        // It stays for whoever looks into it.
        assert.equal(await db.collection(collection).countDocuments({ due: 1 }), 1);
      });
    }
  }

  it('keep nobody else from the audit log who appends at the same moment', async () => {
    const own = [0, 1, 2].map((n) => storage.audit.append([aDraft(`own/${n}`)]));
    await assert.rejects(storage.audit.append([null] as never));
    await Promise.all([...own, ...[3, 4].map((n) => storage.audit.append([aDraft(`own/${n}`)]))]);
    assert.equal(await storage.audit.count({}), 5);
  });
});
