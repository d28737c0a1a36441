import assert from 'node:assert/strict';
import type { Database } from '../../adapters/storage/mongodb/database.ts';
import { MongoDeliveries } from '../../adapters/storage/mongodb/deliveries.ts';
import { Outbox } from '../../adapters/storage/mongodb/effects.ts';
import { unavailable } from '../../adapters/storage/mongodb/errors.ts';
import { ledgerRows } from '../../adapters/storage/mongodb/ledger-row.ts';
import { MongoRunLedger } from '../../adapters/storage/mongodb/run-ledger.ts';
import type { Lease } from '../../src/ports/leases.ts';
import { around, loseFirstAnswer } from '../support/break-rows.ts';
import { aDirectoryUser, NOW } from '../support/builders.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { asStorage, type LedgerParts, openParts } from './ledger-mongodb-parts.ts';
import { aBeginning, DONE, FAILED, PLAN, prepare, RUN, row, SKIPPED } from './ledger-rows.ts';
import { aDraft, assertConflict, SANDBOX } from './stores-harness.ts';

const OLD_USER = aDirectoryUser({ displayName: 'as the old owner saw it \ud800' });
const NEW_USER = aDirectoryUser({ displayName: 'as the new owner saw it' });

describe('Ledger, leases and deliveries on MongoDB', () => {
  let server: string;
  let url: string;
  let one: LedgerParts;
  let two: LedgerParts;

  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(async () => {
    url = freshDatabase(server);
    one = await openParts(url);
    two = await openParts(url);
  });
  afterEach(async () => {
    await Promise.all([one.close(), two.close()]);
    await dropDatabase(url);
  });

  const ledgerOn = (db: Database) => new MongoRunLedger(db, one.outbox);

  /** The ledger of an owner that is held up between the look at its lease and what it writes. */
  function heldUp(meanwhile: () => Promise<void>): MongoRunLedger {
    return ledgerOn(
      around(one.db, 'leases', 'one', async (call) => {
        const lease = await call();
        await meanwhile();
        return lease;
      }),
    );
  }

  async function takeOver(old: Lease): Promise<Lease> {
    const lease = await two.leases.acquire(old.name, 'the new owner', 1000, old.until);
    assert.ok(lease);
    return lease;
  }

  const outcomes = async () =>
    (await two.ledger.outcomes(RUN, PLAN, 0, 9)).map(({ n, outcome, before }) => [n, outcome, before]);
  const begun = async () =>
    (await two.ledger.begun(RUN, PLAN)).map(({ target, before }) => [target.n, before.displayName]);

  describe('an old owner that is late, past the look at its lease,', () => {
    it('begins nothing that the new one has begun, or ended', async () => {
      const old = await prepare(asStorage(one), 2);
      const lease = await takeOver(old);
      const meanwhile = async () => {
        await two.ledger.begin(aBeginning(0, NEW_USER), lease);
        await two.ledger.record(RUN, row(1, SKIPPED), lease);
      };
      let isOver = false;
      const ledger = ledgerOn(
        around(one.db, 'leases', 'one', async () => {
          if (!isOver) await meanwhile();
          isOver = true;
          return { fence: old.fence };
        }),
      );
      await assertConflict(ledger.begin(aBeginning(0, OLD_USER, { capOf: SANDBOX }), old));
      await assertConflict(ledger.begin(aBeginning(1, OLD_USER, { capOf: SANDBOX }), old));
      assert.deepEqual(await begun(), [[0, NEW_USER.displayName]]);
      assert.deepEqual(await outcomes(), [[1, SKIPPED, null]]);
      assert.equal(await two.ledger.taken(SANDBOX, 0), 0);
    });

    it('ends nothing that the new one has begun, or ended, and leaves no audit entry', async () => {
      const old = await prepare(asStorage(one), 2);
      await one.ledger.begin(aBeginning(0, OLD_USER), old);
      await one.ledger.begin(aBeginning(1, OLD_USER), old);
      let lease: Lease | undefined;
      const ledger = heldUp(async () => {
        if (lease !== undefined) return;
        lease = await takeOver(old);
        await two.ledger.begin(aBeginning(0, OLD_USER), lease);
        await two.ledger.record(RUN, row(1, FAILED, OLD_USER), lease, { audit: [aDraft('new')] });
      });
      await assertConflict(ledger.record(RUN, row(0, DONE, OLD_USER), old, { audit: [aDraft('late')] }));
      await assertConflict(one.ledger.record(RUN, row(1, DONE, OLD_USER), old, { audit: [aDraft('late')] }));
      assert.deepEqual(await begun(), [[0, OLD_USER.displayName]]);
      assert.deepEqual(await outcomes(), [[1, FAILED, OLD_USER]]);
      assert.deepEqual(
        (await two.audit.read({ limit: 9 })).map(({ key }) => key),
        ['new'],
      );
    });

    it('takes back nothing that the new one has begun, or ended', async () => {
      const old = await prepare(asStorage(one), 2);
      await one.ledger.begin(aBeginning(0, OLD_USER), old);
      await one.ledger.begin(aBeginning(1, OLD_USER), old);
      let lease: Lease | undefined;
      const ledger = heldUp(async () => {
        lease ??= await takeOver(old);
        await two.ledger.begin(aBeginning(0, OLD_USER), lease);
        await two.ledger.record(RUN, row(1, DONE, OLD_USER), lease);
      });
      await ledger.unbegin(RUN, 0, old);
      assert.deepEqual(await begun(), [[0, OLD_USER.displayName]]);
      await assertConflict(one.ledger.unbegin(RUN, 1, old));
      assert.deepEqual(await outcomes(), [[1, DONE, OLD_USER]]);
    });

    it('may begin what the new one has not: that one then goes by what the old one stored', async () => {
      const old = await prepare(asStorage(one), 1);
      let lease: Lease | undefined;
      await heldUp(async () => {
        lease = await takeOver(old);
      }).begin(aBeginning(0, OLD_USER), old);
      assert.ok(lease);
      // Read before the late beginning: to write now could do the same change twice.
      await assertConflict(two.ledger.begin(aBeginning(0, NEW_USER), lease));
      await assertConflict(two.ledger.record(RUN, row(0, { kind: 'already-so' }, NEW_USER), lease));
      await two.ledger.unbegin(RUN, 0, lease);
      const [left] = await two.ledger.remaining(RUN, PLAN, 0, 9);
      assert.deepEqual(left?.before, OLD_USER);
      await two.ledger.begin(aBeginning(0, left?.before ?? NEW_USER), lease);
      await two.ledger.unbegin(RUN, 0, lease);
      assert.deepEqual(await begun(), [[0, OLD_USER.displayName]], 'its write may have left');
      await two.ledger.record(RUN, row(0, DONE, left?.before ?? null), lease);
      assert.deepEqual(await outcomes(), [[0, DONE, OLD_USER]]);
    });

    it('may end what it began: the new one does not begin that again', async () => {
      const old = await prepare(asStorage(one), 1);
      await one.ledger.begin(aBeginning(0, OLD_USER), old);
      let lease: Lease | undefined;
      await heldUp(async () => {
        lease = await takeOver(old);
      }).record(RUN, row(0, DONE, OLD_USER), old, { audit: [aDraft('late')] });
      assert.ok(lease);
      await assertConflict(two.ledger.begin(aBeginning(0, OLD_USER), lease));
      await assertConflict(
        two.ledger.record(RUN, row(0, FAILED, OLD_USER), lease, { audit: [aDraft('new')] }),
      );
      assert.deepEqual(await outcomes(), [[0, DONE, OLD_USER]]);
      assert.equal(await two.audit.count({}), 1);
    });
  });

  describe('an answer that is lost', () => {
    const lossy = (call: 'update') => ledgerOn(around(one.db, 'run_targets', call, loseFirstAnswer()));

    it('of a beginning does not keep its owner from the write', async () => {
      const lease = await prepare(asStorage(one), 1);
      await lossy('update').begin(aBeginning(0, OLD_USER), lease);
      assert.deepEqual(await begun(), [[0, OLD_USER.displayName]]);
    });

    it('of an outcome still has its audit entry appended', async () => {
      const lease = await prepare(asStorage(one), 1);
      await lossy('update').record(RUN, row(0, DONE), lease, { audit: [aDraft('done')] });
      assert.deepEqual(await outcomes(), [[0, DONE, null]]);
      assert.equal(await two.audit.count({}), 1);
    });

    it('of a claim does not lose the delivery', async () => {
      const deliveries = new MongoDeliveries(around(one.db, 'deliveries', 'update', loseFirstAnswer()));
      assert.equal(await deliveries.claim('d', 0, 100), true);
      assert.equal(await deliveries.claim('d', 50, 100), false);
    });
  });

  describe('a crash', () => {
    it('right after an outcome leaves its audit entries and jobs to any other instance, once', async () => {
      const lease = await prepare(asStorage(one), 1);
      const dying = new Outbox({
        appendAudit: async () => {
          throw unavailable('gone');
        },
        now: () => 1,
        onError: () => undefined,
      });
      const job = { name: 'refresh-cards', key: 'R', payload: { subject: 'R' } } as const;
      await new MongoRunLedger(one.db, dying).record(RUN, row(0), lease, {
        audit: [aDraft('a'), aDraft('b')],
        jobs: [job],
      });
      assert.deepEqual(await outcomes(), [[0, DONE, null]]);
      assert.equal(await two.audit.count({}), 0);
      const jobs: unknown[] = [];
      const enqueue = async (each: unknown) => void jobs.push(each);
      assert.equal(await two.outbox.deliver(enqueue), 1);
      assert.equal(await one.outbox.deliver(enqueue), 0);
      assert.deepEqual(jobs, [job]);
      assert.deepEqual(
        (await two.audit.read({ limit: 9 })).map(({ key }) => key),
        ['b', 'a'],
      );
      assert.deepEqual(await ledgerRows(one.db).count({ due: { $exists: true } }), 0);
      assert.deepEqual(await outcomes(), [[0, DONE, null]]);
    });

    it('between beginning and outcome offers the target with what was stored, to its next owner', async () => {
      const old = await prepare(asStorage(one), 2);
      await one.ledger.begin(aBeginning(1, OLD_USER, { capOf: SANDBOX }), old);
      const lease = await takeOver(old);
      const left = await two.ledger.remaining(RUN, PLAN, 0, 9);
      assert.deepEqual(
        left.map(({ target, before }) => [target.n, before]),
        [
          [0, null],
          [1, OLD_USER],
        ],
      );
      await two.ledger.begin(aBeginning(1, left[1]?.before ?? NEW_USER, { at: NOW + 5 }), lease);
      assert.equal(await two.ledger.countedSince(RUN, 1), null);
      await two.ledger.record(RUN, row(1, DONE, left[1]?.before ?? null), lease);
      assert.deepEqual(await outcomes(), [[1, DONE, OLD_USER]]);
    });
  });

  it('give nothing where nothing is asked for, which to MongoDB is no limit', async () => {
    const lease = await prepare(asStorage(one), 2);
    await one.ledger.record(RUN, row(0, SKIPPED), lease, { audit: [aDraft('a')] });
    const { ledger, planRows, audit } = one;
    const pages = [
      ledger.outcomes(RUN, PLAN, 0, 0),
      ledger.troubles(RUN, PLAN, 0),
      ledger.remaining(RUN, PLAN, 0, 0),
      planRows.targets(PLAN, 0, 0),
      audit.read({ limit: 0 }),
    ];
    assert.deepEqual(await Promise.all(pages), [[], [], [], [], []]);
  });

  describe('over two connections', () => {
    it('a free lease goes to one, with a fence that is larger than all before', async () => {
      let last = 0;
      for (let round = 0; round < 5; round += 1) {
        const all = await Promise.all(
          Array.from({ length: 40 }, (_, n) =>
            (n % 2 === 0 ? one : two).leases.acquire('x', `holder ${n}`, 100, 1000 + round * 100),
          ),
        );
        const won = all.filter((lease) => lease !== undefined);
        assert.equal(won.length, 1);
        assert.equal(won[0]?.fence, last + 1);
        last += 1;
        if (round % 2 === 0 && won[0] !== undefined) await two.leases.release(won[0]);
      }
    });

    it('a delivery goes to one of many claims, also when its lease is over', async () => {
      for (const now of [1000, 1100, 1200]) {
        const claims = await Promise.all(
          Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? one : two).deliveries.claim('d', now, 100)),
        );
        assert.equal(claims.filter(Boolean).length, 1);
      }
    });
  });
});
