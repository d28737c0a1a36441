import assert from 'node:assert/strict';
import { Database } from '../../adapters/storage/mongodb/database.ts';
import { faultyIndexes } from '../../adapters/storage/mongodb/indexes.ts';
import { Meta } from '../../adapters/storage/mongodb/meta.ts';
import { type MongoStorage, openMongodb } from '../../adapters/storage/mongodb/open-mongodb.ts';
import { RECORD_INDEXES } from '../../adapters/storage/mongodb/records.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import { problemOf } from '../../src/domain/problem.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { quietLogger } from '../support/quiet.ts';
import { openInstance } from './mongodb-harness.ts';

describe('Opening a MongoDB database', () => {
  let url: string;
  let db: Database;
  let server: string;
  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(async () => {
    url = freshDatabase(server);
    db = await Database.open(url);
  });
  afterEach(async () => {
    await db.close();
    await dropDatabase(url);
  });

  const open = async () => (await openInstance(url)).close();
  const indexesOf = async (collection: string) =>
    (await db.rows(collection).indexes()).map(({ name }) => name).sort();

  it('is the one that the connection string names, whatever its name, and rollcall where it names none', async () => {
    const [host] = server.split(/(?<=\/\/[^/]*)\//);
    for (const [rest, name] of [
      ['', 'rollcall'],
      ['/', 'rollcall'],
      ['/?appName=x', 'rollcall'],
      ['/test', 'test'],
      ['/test?appName=x', 'test'],
    ]) {
      const opened = await Database.open(`${host}${rest}`);
      const { name: found } = opened;
      await opened.close();
      assert.equal(found, name, rest);
    }
  });

  it('makes the indexes, and again one that somebody dropped', async () => {
    await open();
    const made = await indexesOf('records');
    assert.ok(made.includes('one_of_account'));
    await db.db.collection('records').dropIndex('one_of_account');
    assert.deepEqual(await faultyIndexes(db, RECORD_INDEXES), ['records.one_of_account']);
    await open();
    assert.deepEqual(await indexesOf('records'), made);
    assert.deepEqual(await faultyIndexes(db, RECORD_INDEXES), []);
  });

  const WRONG = [
    ['lets two have the same', { accounts: 1 }, { sparse: true }],
    ['is of another field', { account: 1 }, { sparse: true, unique: true }],
    ['holds rows without the field too', { accounts: 1 }, { unique: true }],
    ['has the server forget rows', { accounts: 1 }, { unique: true, sparse: true, expireAfterSeconds: 9 }],
  ] as const;
  for (const [what, key, options] of WRONG) {
    it(`refuses an index of ours that ${what}, and says which to drop`, async () => {
      await db.rows('records').index('one_of_account', key, options);
      await assert.rejects(open(), misconfigured(/one_of_account of rollcall_test_\w+\.records .*dropIndex/));
      assert.deepEqual(await faultyIndexes(db, { records: RECORD_INDEXES.records?.slice(3, 4) ?? [] }), [
        'records.one_of_account',
      ]);
    });
  }

  it('refuses rows that a unique index does not allow', async () => {
    await db.rows('records').insertAll([
      { _id: 'person/a', accounts: ['x'] },
      { _id: 'person/b', accounts: ['x'] },
    ]);
    await assert.rejects(open(), misconfigured(/unique index one_of_account/));
  });

  it('refuses what a newer Rollcall wrote, and leaves it as it was', async () => {
    await new Meta(db).checkSchema(7);
    await assert.rejects(
      open(),
      misconfigured(/rollcall_test_\w+ was written by a newer Rollcall \(schema 7/),
    );
    assert.deepEqual(await indexesOf('records'), []);
    await new Meta(db).checkSchema(7);
  });

  it('says that a single server has no copy', async () => {
    const said: string[] = [];
    const { kind } = await db.deployment();
    const logger = { ...quietLogger, info: (message: string) => void said.push(message) };
    await (await openInstance(url, { logger })).close();
    assert.equal(said.filter((line) => /no copy/.test(line)).length, kind === 'single server' ? 1 : 0);
  });

  it('goes by the time of the database, so that a machine that is ahead takes no lease before its end', async () => {
    const HOUR_MS = 3_600_000;
    const [behind, ahead] = await Promise.all([-HOUR_MS, HOUR_MS].map((ms) => openOn({ offByMs: ms })));
    assert.ok(behind && ahead);
    try {
      const lease = await behind.leases.acquire('x', 'a', 60_000, behind.clock.now());
      assert.ok(lease);
      assert.equal(await ahead.leases.acquire('x', 'b', 60_000, ahead.clock.now()), undefined);
      assert.equal((await ahead.leases.acquire('x', 'b', 60_000, lease.until))?.fence, lease.fence + 1);
      assert.equal(await behind.deliveries.claim('d', behind.clock.now(), 60_000), true);
      assert.equal(await ahead.deliveries.claim('d', ahead.clock.now(), 60_000), false);
    } finally {
      await Promise.all([behind.close(), ahead.close()]);
    }
  });

  /** As the service opens it, on a machine whose clock is off. */
  function openOn({ offByMs }: { readonly offByMs: number }): Promise<MongoStorage> {
    const clock = { ...systemClock, now: () => systemClock.now() + offByMs };
    return openMongodb({ url, clock, ids: systemIds, logger: quietLogger, auditKey: () => AUDIT_KEY });
  }
});

function misconfigured(pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    const problem = problemOf(error);
    assert.equal(problem?.kind, 'misconfigured', String(error));
    return problem?.kind === 'misconfigured' && pattern.test(problem.remedy);
  };
}
