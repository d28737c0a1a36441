import assert from 'node:assert/strict';
import type { PlanId, RunId } from '../../src/domain/ids.ts';
import type { Outcome } from '../../src/domain/run.ts';
import { aDirectoryUser, aTarget, NOW } from '../support/builders.ts';
import { beginningTests } from './ledger-beginnings.ts';
import { aBeginning, DONE, FAILED, PLAN, prepare, RUN, row, SKIPPED } from './ledger-rows.ts';
import { aDraft, assertConflict, type OpenHarness, onFreshStorage, people } from './stores-harness.ts';

/** What every run ledger promises. */
export function ledgerContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of the run ledger`, () => {
    writingTests(open);
    beginningTests(open);
    readingTests(open);
  });
}

function writingTests(open: OpenHarness): void {
  describe('writing', () => {
    onFreshStorage(open, (harness) => {
      it('offers a target until it has an outcome, with the state that was stored before its write', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 2);
        const before = aDirectoryUser({ displayName: 'as it was' });
        const remaining = async () =>
          (await storage.ledger.remaining(RUN, PLAN, 0, 9)).map((left) => [left.target.n, left.before]);
        assert.deepEqual(await remaining(), [
          [0, null],
          [1, null],
        ]);
        await storage.ledger.begin(aBeginning(0, before), lease);
        assert.deepEqual(await remaining(), [
          [0, before],
          [1, null],
        ]);
        await storage.ledger.record(RUN, row(0, DONE, before), lease);
        assert.deepEqual(await remaining(), [[1, null]]);
      });

      it('keeps the first state of a target that is begun again', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 1);
        const first = aDirectoryUser({ active: true });
        const second = aDirectoryUser({ active: false });
        await storage.ledger.begin(aBeginning(0, first), lease);
        await storage.ledger.begin(aBeginning(0, second), lease);
        await storage.ledger.record(RUN, row(0, DONE, second), lease);
        assert.deepEqual((await storage.ledger.outcomes(RUN, PLAN, 0, 9))[0]?.before, first);
      });

      it('keeps the state a target was left in, whether or not it was begun', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 3);
        const after = aDirectoryUser({ active: false });
        await storage.ledger.begin(aBeginning(0), lease);
        await storage.ledger.record(RUN, { ...row(0), after }, lease);
        await storage.ledger.record(RUN, { ...row(1, SKIPPED), after }, lease);
        await storage.ledger.record(RUN, row(2, FAILED), lease);
        const { ledger } = await harness().reopen();
        const outcomes = await ledger.outcomes(RUN, PLAN, 0, 9);
        assert.deepEqual(
          outcomes.map((outcome) => outcome.after),
          [after, after, null],
        );
        assert.deepEqual((await ledger.troubles(RUN, PLAN, 9))[0]?.after, after);
      });

      it('keeps the first outcome and its effects; a second call changes nothing', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 1);
        await storage.ledger.record(RUN, row(0, DONE), lease, { audit: [aDraft('first')] });
        await storage.ledger.record(RUN, row(0, FAILED), lease, { audit: [aDraft('second')] });
        await storage.ledger.begin(aBeginning(0), lease);
        const [only] = await storage.ledger.outcomes(RUN, PLAN, 0, 9);
        assert.deepEqual(only?.outcome, DONE);
        assert.equal(only?.before, null);
        assert.deepEqual(await storage.ledger.counts(RUN), {
          done: 1,
          'already-so': 0,
          skipped: 0,
          failed: 0,
        });
        assert.deepEqual(
          (await storage.audit.read({ limit: 9 })).map(({ key }) => key),
          ['first'],
        );
      });

      it('refuses an owner whose lease somebody else has acquired since', async () => {
        const { storage } = harness();
        const lost = await prepare(storage, 2);
        const newer = await storage.leases.acquire(lost.name, 'other', 1000, lost.until);
        assert.ok(newer);
        await assertConflict(storage.ledger.begin(aBeginning(0), lost));
        await assertConflict(storage.ledger.record(RUN, row(0), lost, { audit: [aDraft('lost')] }));
        assert.equal((await storage.ledger.remaining(RUN, PLAN, 0, 9))[0]?.before, null);
        assert.equal(await storage.audit.count({}), 0);
        await storage.ledger.begin(aBeginning(0), newer);
        await storage.ledger.record(RUN, row(0), newer);
      });

      it('hands out copies', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 1);
        await storage.ledger.begin(aBeginning(0), lease);
        const [left] = await storage.ledger.remaining(RUN, PLAN, 0, 9);
        Object.assign(left?.before ?? {}, { username: 'forged' });
        assert.equal((await storage.ledger.remaining(RUN, PLAN, 0, 9))[0]?.before?.username, 'ada');
      });
    });
  });
}

function readingTests(open: OpenHarness): void {
  describe('reading', () => {
    onFreshStorage(open, (harness) => {
      it('finds what remains behind thousands that have ended, in order and from a number on', async () => {
        const { storage } = harness();
        await prepare(storage, 2500);
        const ended = Array.from({ length: 2500 }, (_, n) => n).filter((n) => ![7, 1999, 2499].includes(n));
        const rowOf = (n: number) => ({
          run: RUN,
          n,
          before: null,
          ended: { after: null, outcome: DONE },
          at: NOW,
          cap: null,
        });
        await storage.archive.put('run-target', ended.map(rowOf));
        const left = async (from: number, limit: number) =>
          (await storage.ledger.remaining(RUN, PLAN, from, limit)).map(({ target }) => target.n);
        assert.deepEqual(await left(0, 9), [7, 1999, 2499]);
        assert.deepEqual(await left(0, 2), [7, 1999]);
        assert.deepEqual(await left(8, 9), [1999, 2499]);
        assert.deepEqual(await left(2500, 9), []);
        assert.deepEqual(await left(0, 0), []);
      });

      it('is the same after a restart', async () => {
        const lease = await prepare(harness().storage, 3);
        await harness().storage.ledger.begin(aBeginning(1), lease);
        await harness().storage.ledger.record(RUN, row(0), lease);
        const { ledger } = await harness().reopen();
        const left = await ledger.remaining(RUN, PLAN, 0, 9);
        assert.deepEqual(
          left.map(({ target, before }) => [target.n, before?.username]),
          [
            [1, 'ada'],
            [2, undefined],
          ],
        );
        assert.equal((await ledger.counts(RUN)).done, 1);
      });

      it('counts each way to end, pages outcomes with their targets, and finds the troubles', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 6);
        const ends: readonly Outcome[] = [DONE, SKIPPED, { kind: 'already-so' }, FAILED, SKIPPED];
        for (const [n, outcome] of ends.entries()) await storage.ledger.record(RUN, row(n, outcome), lease);
        await storage.ledger.begin(aBeginning(5), lease);
        assert.deepEqual(await storage.ledger.counts(RUN), {
          done: 1,
          'already-so': 1,
          skipped: 2,
          failed: 1,
        });
        const page = await storage.ledger.outcomes(RUN, PLAN, 1, 2);
        assert.deepEqual(page, [
          { ...row(1, SKIPPED), target: aTarget(people(2)[1], { n: 1 }) },
          { ...row(2, { kind: 'already-so' }), target: aTarget(people(3)[2], { n: 2 }) },
        ]);
        assert.equal((await storage.ledger.outcomes(RUN, PLAN, 0, 9)).length, 5);
        const troubles = await storage.ledger.troubles(RUN, PLAN, 2);
        assert.deepEqual(
          troubles.map(({ n, target }) => [n, target.username]),
          [
            [1, 'user1'],
            [3, 'user3'],
          ],
        );
        assert.deepEqual(await storage.ledger.reasons(RUN), [
          { reason: 'admin', count: 2 },
          { reason: 'rejected', count: 1 },
        ]);
      });

      it('knows nothing of a run that never was', async () => {
        const { ledger } = harness().storage;
        const none = 'R-none' as RunId;
        assert.deepEqual(await ledger.counts(none), { done: 0, 'already-so': 0, skipped: 0, failed: 0 });
        assert.deepEqual(await ledger.reasons(none), []);
        assert.deepEqual(await ledger.remaining(none, 'P-none' as PlanId, 0, 9), []);
      });

      it('keeps runs of the same plan apart', async () => {
        const { storage } = harness();
        const lease = await prepare(storage, 1);
        await storage.ledger.record(RUN, row(0), lease);
        assert.equal((await storage.ledger.remaining('R-two' as RunId, PLAN, 0, 9)).length, 1);
      });
    });
  });
}
