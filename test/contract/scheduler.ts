import assert from 'node:assert/strict';
import { ProblemError } from '../../src/domain/problem.ts';
import {
  Calls,
  HOUR_MS,
  instantCalls,
  type OpenJobs,
  onFreshJobs,
  QUICK,
  request,
  SLOW,
  turn,
} from './scheduler-harness.ts';

/** What the scheduler promises on every backend, see src/ports/scheduler.ts. */
export function schedulerContract(name: string, open: OpenJobs): void {
  describe(`The scheduler on ${name}`, () => {
    requestTests(open);
    failureTests(open);
  });
}

function requestTests(open: OpenJobs): void {
  describe('requests', () => {
    onFreshJobs(open, (bench) => {
      const oneAtATime = { ...QUICK, 'refresh-cards': { ...QUICK['refresh-cards'], concurrency: 1 } };

      it('run with their payload and leave nothing behind', async () => {
        const calls = instantCalls();
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        await scheduler.enqueue(request('a', 'hello'));
        assert.deepEqual((await calls.begun(1)).payload, { v: 'hello' });
        await bench().untilLeft(0);
      });

      it('of one key are one job until it starts, with the newest payload', async () => {
        const calls = instantCalls();
        const scheduler = bench().create({ catalogue: oneAtATime });
        for (const v of ['1', '2', '3']) await scheduler.enqueue(request('a', v));
        await scheduler.enqueue(request('b', 'last', { runAt: Date.now() + 1 }));
        assert.equal(await bench().count(), 2);
        await scheduler.start(calls.handlers);
        await bench().untilLeft(0);
        assert.deepEqual(calls.payloads, ['3', 'last']);
      });

      it('that come when the job is taken and has not begun are still the same job', async () => {
        const { repository } = bench().jobs.backend;
        const calls = instantCalls();
        const scheduler = bench().create();
        await scheduler.enqueue(request('a', 'old', { runAt: Date.now() + 300 }));
        await scheduler.start(calls.handlers);
        while ((await repository.queryJobs({ state: 'running' })).total === 0) await turn();
        await scheduler.enqueue(request('a', 'new'));
        await bench().untilLeft(0);
        assert.deepEqual(calls.payloads, ['new']);
      });

      it('of one key under two names are two jobs', async () => {
        const calls = instantCalls();
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        await scheduler.enqueue(request('a'));
        await scheduler.enqueue(request('a', 'a', { name: 'announce' }));
        await calls.begun(2);
        assert.deepEqual(calls.all.map((call) => call.name).sort(), ['announce', 'refresh-cards']);
      });

      it('keep the earlier time of two, whichever came first', async () => {
        const calls = instantCalls();
        const scheduler = bench().create();
        const later = Date.now() + HOUR_MS;
        await scheduler.enqueue(request('a', 'later', { runAt: later }));
        await scheduler.enqueue(request('a', 'now'));
        await scheduler.enqueue(request('b', 'now'));
        await scheduler.enqueue(request('b', 'later', { runAt: later }));
        await scheduler.enqueue(request('c', 'later', { runAt: later }));
        await scheduler.start(calls.handlers);
        await bench().untilLeft(1);
        assert.equal(calls.all.length, 2);
      });

      it('that arrive during a run make it run once more afterwards, with the newest payload', async () => {
        const calls = new Calls();
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        await scheduler.enqueue(request('a', 'first'));
        const first = await calls.begun(1);
        for (const v of ['second', 'third', 'fourth']) await scheduler.enqueue(request('a', v));
        assert.equal(calls.all.length, 1);
        first.finish();
        (await calls.begun(2)).finish();
        await scheduler.enqueue(request('other', 'other'));
        (await calls.begun(3)).finish();
        await bench().untilLeft(0);
        assert.deepEqual(calls.payloads, ['first', 'fourth', 'other']);
      });

      it('that arrive at the very end of a run are not lost', async () => {
        const calls = instantCalls();
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        // Every step of ending a job is a turn of the queue: one request lands in each of them.
        for (let n = 1; n <= 40; n += 1) {
          await scheduler.enqueue(request('a', `${n}`));
          await calls.begun(1);
          for (let turn = 0; turn < n; turn += 1) await Promise.resolve();
        }
        await scheduler.enqueue(request('a', 'end'));
        while (calls.payloads.at(-1) !== 'end') await calls.begun(calls.all.length + 1);
        await bench().untilLeft(0);
      });

      it('of a long backlog all run, never more at once than the catalogue allows', async () => {
        const calls = new Calls();
        const scheduler = bench().create();
        for (let n = 0; n < 60; n += 1) await scheduler.enqueue(request(`${n}`));
        await scheduler.start(calls.handlers);
        const { concurrency } = QUICK['refresh-cards'];
        await calls.begun(concurrency);
        const { total } = await bench().jobs.backend.repository.queryJobs({ state: 'running' });
        assert.equal(total, concurrency, 'a backlog is not locked before it can run');
        for (let ended = 0; ended < 60; ended += 1) {
          // One ends, one more begins, and nothing else does.
          await calls.begun(Math.min(60, ended + concurrency));
          assert.ok(calls.all.length <= ended + concurrency);
          calls.all[ended]?.finish();
        }
        await bench().untilLeft(0);
        assert.equal(new Set(calls.payloads).size, 60);
      });

      it('whose run had ended when a crash came before its removal are run once more', async () => {
        const data = { key: 'a', payload: { v: 'left' }, request: 'r', dueAt: 0 };
        for (const failedAt of [undefined, new Date(1)]) {
          const ended = {
            lastRunAt: new Date(0),
            lastFinishedAt: new Date(1),
            ...(failedAt && { failedAt }),
          };
          const left = {
            name: 'refresh-cards',
            type: 'normal' as const,
            priority: 0,
            nextRunAt: null,
            data,
            ...ended,
          };
          await bench().jobs.backend.repository.saveJob(left, undefined);
          const calls = instantCalls();
          await bench().create().start(calls.handlers);
          assert.deepEqual((await calls.begun(1)).payload, { v: 'left' });
          await bench().untilLeft(0);
          await bench().drain();
        }
      });

      it('survive a restart', async () => {
        await bench().create().enqueue(request('a', 'kept'));
        await bench().restart();
        const calls = instantCalls();
        await bench().create().start(calls.handlers);
        assert.deepEqual((await calls.begun(1)).payload, { v: 'kept' });
      });
    });
  });
}

function failureTests(open: OpenJobs): void {
  describe('failures', () => {
    onFreshJobs(open, (bench) => {
      it('are tried again, counted each time, until it goes well', async () => {
        const calls = new Calls((call, n) => call.finish(n < 3 ? new Error('not yet') : undefined));
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        await scheduler.enqueue(request('a'));
        await bench().untilLeft(0);
        assert.equal(calls.all.length, 3);
        assert.equal(bench().failures, 2);
        assert.deepEqual(bench().errors, []);
      });

      it('are given up after the last retry, with an error in the log and room for a new request', async () => {
        const calls = new Calls((call, n) => call.finish(n <= 4 ? new Error('never') : undefined));
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        await scheduler.enqueue(request('a', 'first'));
        await bench().untilLeft(0);
        assert.deepEqual(bench().errors, ['job given up']);
        await scheduler.enqueue(request('a', 'second'));
        assert.deepEqual((await calls.begun(5)).payload, { v: 'second' });
      });

      it('that say when to come back do not come back before', async () => {
        const slowDown = new ProblemError({ kind: 'rate-limited', source: 'chat', retryAfterMs: HOUR_MS });
        const calls = new Calls((call) => call.finish(slowDown));
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        await scheduler.enqueue(request('a'));
        await calls.begun(1);
        await bench().untilLeft(1);
        const { jobs } = await bench().jobs.backend.repository.queryJobs();
        const waits = (jobs[0]?.nextRunAt?.getTime() ?? 0) - (jobs[0]?.lastRunAt?.getTime() ?? 0);
        assert.ok(waits >= HOUR_MS, `${waits} ms`);
      });

      it('do not make a new request wait for the next try', async () => {
        const calls = new Calls((call, n) => call.finish(n === 1 ? new Error('no') : undefined));
        const first = bench().create({ catalogue: SLOW });
        await first.start(calls.handlers);
        await first.enqueue(request('a', 'first'));
        await calls.begun(1);
        await bench().untilLeft(1);
        await first.enqueue(request('a', 'second'));
        assert.deepEqual((await calls.begun(2)).payload, { v: 'second' });
      });
    });
  });
}
