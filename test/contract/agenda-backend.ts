import assert from 'node:assert/strict';
import type { JobParameters } from 'agenda';
import { aJob, type OpenBackend, onFreshBackend } from './agenda-harness.ts';

/** What Agenda's published interface asks of every backend, method by method. */
export function agendaBackendContract(name: string, open: OpenBackend): void {
  describe(`${name} keeps the contract of an Agenda backend`, () => {
    recordTests(open);
    savingTests(open);
  });
}

function recordTests(open: OpenBackend): void {
  describe('records', () => {
    onFreshBackend(open, (harness) => {
      it('come back with every field as it was saved', async () => {
        const full: Required<Omit<JobParameters, '_id'>> = {
          name: 'full',
          type: 'normal',
          priority: -10,
          nextRunAt: new Date(1_000),
          lockedAt: new Date(2_000),
          lastRunAt: new Date(3_000),
          lastFinishedAt: new Date(4_000),
          failedAt: new Date(5_000),
          failCount: 3,
          failReason: 'no luck',
          repeatInterval: '5 minutes',
          repeatTimezone: 'Europe/Berlin',
          repeatAt: '3:30pm',
          data: { key: 'k', nested: { list: [1, 'zwei', null], yes: true } },
          disabled: true,
          progress: 42.5,
          unique: { 'data.key': 'k' },
          uniqueOpts: { insertOnly: true },
          debounceStartedAt: new Date(6_000),
          lastModifiedBy: 'queue-1',
          fork: true,
          startDate: new Date(7_000),
          endDate: new Date(8_000),
          skipDays: [0, 6],
        };
        const { repository } = harness().backend;
        const saved = await repository.saveJob(full, undefined);
        assert.ok(saved._id);
        assert.deepEqual(saved, { ...full, _id: saved._id });
        assert.deepEqual(await repository.getJobById(saved._id), saved);
        const { lockedAt: _, ...unlocked } = saved;
        await repository.saveJob(unlocked, undefined);
        await repository.unlockJob(saved);
        const { backend } = await harness().reopen();
        assert.deepEqual(await backend.repository.getJobById(saved._id), unlocked);
      });

      it('keep a number of milliseconds as a number, and leave absent fields absent', async () => {
        const { repository } = harness().backend;
        const saved = await repository.saveJob(aJob({ repeatInterval: 5000 }), undefined);
        assert.equal((await repository.getJobById(String(saved._id)))?.repeatInterval, 5000);
        const bare = await repository.saveJob(
          { ...aJob({ name: 'bare', nextRunAt: null }), data: undefined },
          undefined,
        );
        assert.deepEqual(bare, {
          _id: bare._id,
          name: 'bare',
          type: 'normal',
          priority: 0,
          nextRunAt: null,
          disabled: false,
        });
      });

      it('keep null and false apart from nothing in a job’s data', async () => {
        const { repository } = harness().backend;
        for (const data of [null, false, 0, '', []]) {
          const saved = await repository.saveJob(aJob({ data }), undefined);
          assert.deepEqual((await repository.getJobById(String(saved._id)))?.data, data);
        }
      });

      it('are null for an id that does not exist', async () => {
        assert.equal(await harness().backend.repository.getJobById('999999'), null);
        assert.equal(await harness().backend.repository.getJobById('nonsense'), null);
      });
    });
  });
}

function savingTests(open: OpenBackend): void {
  describe('saving', () => {
    onFreshBackend(open, (harness) => {
      const count = async () => (await harness().backend.repository.queryJobs()).total;
      const save = (changes: Partial<JobParameters>) =>
        harness().backend.repository.saveJob(aJob(changes), { lastModifiedBy: 'me' });
      const at = (ms: number) => new Date(harness().clock.now() + ms);

      it('inserts without an id, as often as asked, and signs with the name of the queue', async () => {
        const first = await save({});
        const second = await save({});
        assert.notEqual(first._id, second._id);
        assert.equal(first.lastModifiedBy, 'me');
      });

      it('updates by id only the fields it is given', async () => {
        const { repository } = harness().backend;
        const saved = await save({ failCount: 2, data: { a: 1 } });
        const { _id, name, type, priority } = saved;
        const change = { _id, name, type, priority, nextRunAt: at(5), data: { a: 2 } } as JobParameters;
        const updated = await repository.saveJob(change, undefined);
        assert.equal(updated.failCount, 2);
        assert.deepEqual(updated.data, { a: 2 });
        assert.deepEqual(updated.nextRunAt, at(5));
        assert.equal(await count(), 1);
      });

      it('gives an update back unchanged when the job is gone', async () => {
        const { repository } = harness().backend;
        const saved = await save({});
        await repository.removeJobs({ id: String(saved._id) });
        assert.deepEqual(await repository.saveJob(saved, undefined), { ...saved, lastModifiedBy: 'me' });
        assert.equal(await count(), 0);
      });

      it('keeps one job of type single, and its time while that has come', async () => {
        const first = await save({ type: 'single', nextRunAt: at(-60_000), repeatInterval: 1 });
        const again = await save({ type: 'single', nextRunAt: at(-1), repeatInterval: 2 });
        assert.equal(again._id, first._id);
        assert.deepEqual(again.nextRunAt, at(-60_000));
        assert.equal(again.repeatInterval, 2);
        const later = await save({ type: 'single', nextRunAt: at(60_000) });
        assert.deepEqual(later.nextRunAt, at(60_000));
        assert.equal(await count(), 1);
      });

      it('replaces the job that a unique constraint finds, else inserts', async () => {
        const unique = { 'data.user.id': 7, priority: 0 };
        const first = await save({ unique, data: { user: { id: 7 }, n: 1 } });
        const again = await save({ unique, data: { user: { id: 7 }, n: 2 } });
        assert.equal(again._id, first._id);
        assert.deepEqual(again.data, { user: { id: 7 }, n: 2 });
        await save({ unique: { 'data.user.id': '7' }, data: { user: { id: '7' } } });
        await save({ name: 'other', unique, data: { user: { id: 7 } } });
        assert.equal(await count(), 3);
      });

      it('finds a unique job by odd paths and values as well', async () => {
        const data = { 'a"b': { "c'd": [1, 2] }, none: null };
        const unique = { 'data.a"b': { "c'd": [1, 2] }, 'data.none': null, 'data.absent': null };
        const first = await save({ data });
        assert.equal((await save({ data, unique }))._id, first._id);
        assert.notEqual((await save({ data, unique: { 'data.none': 'x' } }))._id, first._id);
      });

      it('leaves an existing job alone when it may only insert', async () => {
        const unique = { 'data.k': 'x' };
        const uniqueOpts = { insertOnly: true };
        const first = await save({ unique, uniqueOpts, data: { k: 'x', n: 1 } });
        const again = await save({ unique, uniqueOpts, data: { k: 'x', n: 2 } });
        assert.deepEqual(again, first);
      });

      it('puts a debounced job off with every save until it was put off long enough', async () => {
        const { clock } = harness();
        const unique = { 'data.k': 'x' };
        const uniqueOpts = { debounce: { delay: 100, maxWait: 250 } };
        const again = () => save({ unique, uniqueOpts, data: { k: 'x' }, nextRunAt: at(0) });
        const first = await again();
        assert.deepEqual([first.nextRunAt, first.debounceStartedAt], [at(100), at(0)]);
        await clock.advance(90);
        assert.deepEqual((await again()).nextRunAt, at(100));
        await clock.advance(160);
        const forced = await again();
        assert.deepEqual([forced.nextRunAt, forced.debounceStartedAt], [at(0), undefined]);
        await clock.advance(10);
        const next = await again();
        assert.deepEqual([next.nextRunAt, next.debounceStartedAt], [at(100), at(0)]);
        assert.equal(next._id, first._id);
      });

      it('runs a leading debounce at once and only takes newer data afterwards', async () => {
        const { clock } = harness();
        const unique = { 'data.k': 'x' };
        const uniqueOpts = { debounce: { delay: 100, strategy: 'leading' as const } };
        const first = await save({ unique, uniqueOpts, data: { k: 'x', n: 1 }, nextRunAt: at(0) });
        assert.deepEqual(first.nextRunAt, at(0));
        await clock.advance(50);
        const again = await save({ unique, uniqueOpts, data: { k: 'x', n: 2 }, nextRunAt: at(0) });
        assert.deepEqual([again.nextRunAt, again.data], [first.nextRunAt, { k: 'x', n: 2 }]);
      });
    });
  });
}
