import assert from 'node:assert/strict';
import type { ConnectionName, RunId } from '../../src/domain/ids.ts';
import { aDirectoryUser, NOW } from '../support/builders.ts';
import { aBeginning, FAILED, PLAN, prepare, RUN, row, SKIPPED } from './ledger-rows.ts';
import { assertConflict, type OpenHarness, onFreshStorage, SANDBOX } from './stores-harness.ts';

/** What is begun and not yet ended, and how it counts. */
export function beginningTests(open: OpenHarness): void {
  describe('beginnings', () => {
    onFreshStorage(open, (harness) => {
      it('names what was begun and has no outcome', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 4);
        const before = aDirectoryUser({ displayName: 'as it was' });
        await storage.ledger.begin(aBeginning(3, before), lease);
        await storage.ledger.begin(aBeginning(1, before), lease);
        await storage.ledger.begin(aBeginning(2), lease);
        await storage.ledger.record(RUN, row(0), lease);
        await storage.ledger.record(RUN, row(2), lease);
        const begun = await storage.ledger.begun(RUN, PLAN);
        assert.deepEqual(
          begun.map((each) => [each.target.n, each.before]),
          [
            [1, before],
            [3, before],
          ],
        );
      });

      it('takes a beginning back, but no outcome, and not for an owner that has lost its lease', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 3);
        for (const n of [0, 1, 2]) {
          await storage.ledger.begin(aBeginning(n, aDirectoryUser(), { capOf: SANDBOX }), lease);
        }
        await storage.ledger.record(RUN, row(1), lease);
        for (const n of [0, 1]) await storage.ledger.unbegin(RUN, n, lease);
        const left = await storage.ledger.remaining(RUN, PLAN, 0, 9);
        assert.deepEqual(
          left.map(({ target, before }) => [target.n, before !== null]),
          [
            [0, false],
            [2, true],
          ],
        );
        assert.equal(await storage.ledger.taken(SANDBOX, 0), 2);
        assert.equal((await storage.ledger.counts(RUN)).done, 1);
        await storage.leases.acquire(lease.name, 'other', 1000, lease.until);
        await assertConflict(storage.ledger.unbegin(RUN, 2, lease));
      });
    });
  });
  capTests(open);
}

function capTests(open: OpenHarness): void {
  describe('counting towards the cap of a connection', () => {
    onFreshStorage(open, (harness) => {
      it('counts targets that were begun at or after an instant, also over a restart and of several runs', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 4);
        for (const n of [0, 1, 2]) {
          await storage.ledger.begin(aBeginning(n, aDirectoryUser(), { at: NOW + n, capOf: SANDBOX }), lease);
        }
        await storage.ledger.begin(
          aBeginning(0, aDirectoryUser(), { run: 'R-two' as RunId, at: NOW + 2, capOf: SANDBOX }),
          lease,
        );
        const { ledger } = await harness().reopen();
        assert.equal(await ledger.taken(SANDBOX, NOW), 4);
        assert.equal(await ledger.taken(SANDBOX, NOW + 1), 3);
        assert.equal(await ledger.taken(SANDBOX, NOW + 2), 2);
        assert.equal(await ledger.taken(SANDBOX, NOW + 3), 0);
      });

      it('counts a target once, at its last beginning, however it ended', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 1);
        await storage.ledger.begin(aBeginning(0, aDirectoryUser(), { capOf: SANDBOX }), lease);
        await storage.ledger.begin(aBeginning(0, aDirectoryUser(), { at: NOW + 9, capOf: SANDBOX }), lease);
        await storage.ledger.record(RUN, row(0, FAILED), lease);
        assert.equal(await storage.ledger.taken(SANDBOX, NOW + 9), 1);
        assert.equal(await storage.ledger.taken(SANDBOX, NOW + 10), 0);
        assert.equal(await storage.ledger.countedSince(RUN, 0), NOW + 9);
      });

      it('counts nothing that has no cap, another connection, or no more than an outcome', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 3);
        await storage.ledger.begin(aBeginning(0), lease);
        await storage.ledger.begin(aBeginning(1, aDirectoryUser(), { capOf: SANDBOX }), lease);
        await storage.ledger.record(RUN, row(2, SKIPPED), lease);
        assert.equal(await storage.ledger.taken(SANDBOX, 0), 1);
        assert.equal(await storage.ledger.taken('hr' as ConnectionName, 0), 0);
        assert.equal(await storage.ledger.countedSince(RUN, 0), null);
      });

      it('counts nothing of an owner that has lost its lease', async () => {
        const { storage } = harness();
        const lost = await prepare(storage, 1);
        await storage.leases.acquire(lost.name, 'other', 1000, lost.until);
        await assertConflict(storage.ledger.begin(aBeginning(0, aDirectoryUser(), { capOf: SANDBOX }), lost));
        assert.equal(await storage.ledger.taken(SANDBOX, 0), 0);
      });
    });
  });
}
