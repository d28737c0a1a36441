import assert from 'node:assert/strict';
import { MongoNetworkError } from 'mongodb';
import type { MongoStorage } from '../../adapters/storage/mongodb/open-mongodb.ts';
import { SnapshotAppend } from '../../adapters/storage/mongodb/snapshot-append.ts';
import { GRACE_MS } from '../../adapters/storage/mongodb/snapshot-purge.ts';
import { type LogRow, numberOf } from '../../adapters/storage/mongodb/snapshot-rows.ts';
import { isProblem } from '../../src/domain/problem.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import type { OpenSnapshot } from '../../src/ports/snapshots.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { openInstance } from './mongodb-harness.ts';
import { READ } from './snapshots.ts';
import { assertConflict, people, SANDBOX } from './stores-harness.ts';

const HOUR_MS = 3_600_000;

describe('Two instances on the stores around the roster of one MongoDB database', () => {
  let server: string;
  let url: string;
  let clock: FakeClock;
  let [one, other]: MongoStorage[] = [];

  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(async () => {
    url = freshDatabase(server);
    clock = new FakeClock();
    const ids = new FakeIds();
    one = await openInstance(url, { clock, ids });
    other = await openInstance(url, { clock, ids });
  });
  afterEach(async () => {
    await one?.close();
    await other?.close();
    await dropDatabase(url);
  });

  const both = (): readonly [MongoStorage, MongoStorage] => {
    assert.ok(one && other);
    return [one, other];
  };
  const rowsOf = ({ ground }: MongoStorage, name: string) => ground.db.db.collection(name).countDocuments();

  async function keep({ snapshots }: MongoStorage, users: readonly DirectoryUser[]): Promise<void> {
    const writer = await snapshots.begin(SANDBOX);
    await writer.add(users);
    await writer.commit(READ);
  }

  async function namesOf(opened: OpenSnapshot): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const batch of opened.users()) names.push(...batch.map(({ username }) => username));
    return names.sort();
  }

  describe('the log of changes', () => {
    it('gives each change of both a number of its own, none is left out, and a follower sees all', async () => {
      const [a, b] = both();
      const seen: number[] = [];
      let isOver = false;
      const follower = (async () => {
        for (let mark = 0; ; ) {
          const news = await a.snapshots.since(SANDBOX, mark, 7);
          seen.push(...news.changes.map(({ number }) => number));
          assert.notEqual(news.read, 0);
          assert.equal(news.read, null, 'nothing was missed');
          if (isOver && news.mark === mark) return;
          mark = news.mark;
        }
      })();
      const put = ({ snapshots }: MongoStorage) =>
        Promise.all(
          people(20).map(async (user, n) => {
            for (let turn = 0; turn < 5; turn += 1) {
              await snapshots.put({ ...user, loginCount: n * turn }, null);
            }
          }),
        );
      await Promise.all([put(a), put(b)]);
      isOver = true;
      await follower;
      assert.deepEqual(
        seen,
        Array.from({ length: 200 }, (_, index) => index + 1),
      );
    });

    it('knows entries of its own again whose answer was lost, and numbers each once', async () => {
      const [a, b] = both();
      const rows = a.ground.db.rows<LogRow>('snapshot_log');
      const insertAll = rows.insertAll.bind(rows);
      rows.insertAll = async (entries) => {
        rows.insertAll = insertAll;
        await insertAll(entries);
        throw new MongoNetworkError('the line is cut');
      };
      const append = new SnapshotAppend(rows);
      const draft = { kind: 'user', ref: 'sandbox/1/x', body: null, restartedAt: null } as const;
      assert.deepEqual(await Promise.all([1, 2, 3].map(() => append.add(SANDBOX, draft))), [1, 2, 3]);
      assert.equal((await b.snapshots.open(SANDBOX)).mark, 3);
    });

    it('tells an entry as failed that did not arrive, and the next takes its number', async () => {
      const [a] = both();
      const rows = a.ground.db.rows<LogRow>('snapshot_log');
      const insertAll = rows.insertAll.bind(rows);
      const append = new SnapshotAppend(rows);
      const draft = { kind: 'user', ref: 'sandbox/1/x', body: null, restartedAt: null } as const;
      rows.insertAll = async () => {
        throw new MongoNetworkError('the line is cut');
      };
      await assert.rejects(append.add(SANDBOX, draft), MongoNetworkError);
      rows.insertAll = insertAll;
      assert.equal(await append.add(SANDBOX, draft), 1);
    });

    it('never leaves an entry in a hole of what was purged long ago', async () => {
      const [a, b] = both();
      const [user] = people(1) as [DirectoryUser];
      await a.snapshots.put(user, null);
      // Instance A sleeps here, with number 1 for the newest.
      for (let read = 0; read < 2; read += 1) {
        for (const each of people(4)) await b.snapshots.put(each, null);
        await keep(b, people(1));
        await clock.advance(GRACE_MS + 1);
        await b.snapshots.sweep();
      }
      await b.snapshots.sweep();
      const oldest = await b.ground.db.db.collection('snapshot_log').findOne({}, { sort: { _id: 1 } });
      assert.equal(numberOf(String(oldest?._id)), 10, 'number 2 is free again');

      const { number } = await a.snapshots.put({ ...user, username: 'late' }, null);

      assert.equal(number, 12);
      assert.deepEqual(await namesOf(await b.snapshots.open(SANDBOX)), ['late']);
    });
  });

  describe('reads', () => {
    it('are seen by both, and what one changes while the other reads stays', async () => {
      const [a, b] = both();
      const [ada, bob] = people(2) as [DirectoryUser, DirectoryUser];
      await keep(a, [ada, bob]);
      const writer = await b.snapshots.begin(SANDBOX);
      await writer.add([ada, bob]);
      await a.snapshots.put({ ...ada, username: 'renamed' }, null);
      await writer.commit(READ);
      assert.deepEqual(await namesOf(await a.snapshots.open(SANDBOX)), ['renamed', 'user1']);
    });

    it('of both at once end with one of them', async () => {
      const [a, b] = both();
      const [first, second] = [await a.snapshots.begin(SANDBOX), await b.snapshots.begin(SANDBOX)];
      await first.add(people(1));
      await second.add(people(2));
      const ends = await Promise.allSettled([first.commit(READ), second.commit(READ)]);
      assert.deepEqual(ends.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      const lost = ends.find((end) => end.status === 'rejected');
      assert.ok(isProblem(lost?.reason, 'conflict'));
    });

    it('stay for ten minutes for who still reads them; after that it is told, and has no half of one', async () => {
      const [a, b] = both();
      await keep(a, people(1200));
      await clock.advance(HOUR_MS);
      const [soon, late] = [await a.snapshots.open(SANDBOX), await a.snapshots.open(SANDBOX)];
      await keep(b, people(1));
      await clock.advance(GRACE_MS - 1);
      await b.snapshots.sweep();
      assert.equal((await namesOf(soon)).length, 1200);

      const reader = late.users()[Symbol.asyncIterator]();
      await reader.next();
      await clock.advance(2);
      await b.snapshots.sweep();
      await assert.rejects(
        async () => {
          while ((await reader.next()).done !== true);
        },
        (error) => isProblem(error, 'unavailable'),
      );
      assert.equal(await rowsOf(a, 'snapshot_users'), 1);
      assert.equal(await rowsOf(a, 'snapshots'), 1);
    });

    it('left half-written by a crash go, one that is still written stays', async () => {
      const [a, b] = both();
      const slow = await a.snapshots.begin(SANDBOX);
      await slow.add(people(3));
      await (await a.snapshots.begin(SANDBOX)).add(people(1200));
      for (let minute = 0; minute < 12; minute += 1) {
        await clock.advance(60_000);
        await slow.add([{ ...(people(1)[0] as DirectoryUser), ref: `sandbox/1/later${minute}` as never }]);
        await b.snapshots.sweep();
      }
      await b.snapshots.sweep();
      assert.equal(await rowsOf(a, 'snapshot_users'), 15);
      await slow.commit(READ);
      assert.equal((await namesOf(await b.snapshots.open(SANDBOX))).length, 15);
    });

    it('that stood still for too long cannot be committed', async () => {
      const [a, b] = both();
      const writer = await a.snapshots.begin(SANDBOX);
      await writer.add(people(3));
      await clock.advance(GRACE_MS + 1);
      await b.snapshots.sweep();
      await assertConflict(writer.commit(READ));
      assert.equal((await b.snapshots.open(SANDBOX)).snapshot, undefined);
    });
  });

  describe('files', () => {
    const file = { name: 'x.csv', mime: 'text/csv', expiresAt: Number.MAX_SAFE_INTEGER };

    it('written by one are opened by the other, chunk by chunk', async () => {
      const [a, b] = both();
      const piece = Buffer.alloc(100_000, 'x');
      async function* chunks() {
        for (let n = 0; n < 20; n += 1) yield piece;
      }
      const { id, bytes } = await a.files.write(file, chunks());
      const sizes: number[] = [];
      for await (const chunk of (await b.files.open(id))?.chunks ?? []) sizes.push(chunk.length);
      assert.equal(bytes, 2_000_000);
      assert.equal(
        sizes.reduce((sum, size) => sum + size, 0),
        bytes,
      );
      assert.ok(sizes.length > 1 && Math.max(...sizes) < 300_000, `${sizes}`);
    });

    it('half-written by a crash go an hour later, and one that is still written stays', async () => {
      const [a, b] = both();
      let isDead = false;
      let begun: () => void = () => {};
      const isBegun = new Promise<void>((resolve) => {
        begun = resolve;
      });
      async function* dying() {
        yield Buffer.alloc(600_000);
        begun();
        await new Promise(() => {
          isDead = true;
        });
      }
      void a.files.write(file, dying());
      await isBegun;
      async function* slow() {
        for (let n = 0; n < 70; n += 1) {
          yield 'x';
          await clock.advance(60_000);
          if (n % 20 === 0) await b.files.sweep(clock.now());
        }
      }
      const { id } = await b.files.write(file, slow());
      await b.files.sweep(clock.now());
      assert.ok(isDead);
      assert.equal(await rowsOf(a, 'files.chunks'), 1);
      assert.equal(await rowsOf(a, 'files_pending'), 0);
      assert.equal((await a.files.open(id))?.info.bytes, 70);
    });

    it('that stood still for so long that they were given up are not told as written', async () => {
      const [a, b] = both();
      async function* paused() {
        yield Buffer.alloc(300_000);
        await clock.advance(2 * HOUR_MS);
        await b.files.sweep(clock.now());
        yield 'rest';
      }
      await assert.rejects(a.files.write(file, paused()), (error) => isProblem(error, 'unavailable'));
      assert.deepEqual([await rowsOf(a, 'files.files'), await rowsOf(a, 'files.chunks')], [0, 0]);
    });
  });
});
