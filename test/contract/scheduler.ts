import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { JobRequest } from '../../src/ports/scheduler.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Calls, instantCalls, type OpenJobs, onFreshJobs, QUICK } from './scheduler-harness.ts';

const HOUR_MS = 3_600_000;

function request(key: string, v = key, changes: Partial<JobRequest> = {}): JobRequest {
  return { name: 'refresh-cards', key, payload: { v }, ...changes };
}

/** What the scheduler promises on every backend, see src/ports/scheduler.ts. */
export function schedulerContract(name: string, open: OpenJobs): void {
  describe(`The scheduler on ${name}`, () => {
    requestTests(open);
    failureTests(open);
    repeatTests(open);
    drainTests(open);
    lockTests(open);
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
        for (let ended = 0; ended < 60; ended += 1) {
          // One ends, one more begins, and nothing else does.
          await calls.begun(Math.min(60, ended + concurrency));
          assert.ok(calls.all.length <= ended + concurrency);
          calls.all[ended]?.finish();
        }
        await bench().untilLeft(0);
        assert.equal(new Set(calls.payloads).size, 60);
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

      it('do not make a new request wait for the next try', async () => {
        const backoff = { firstMs: HOUR_MS, capMs: HOUR_MS, retries: 3 };
        const slow = { ...QUICK, 'refresh-cards': { ...QUICK['refresh-cards'], backoff } };
        const calls = new Calls((call, n) => call.finish(n === 1 ? new Error('no') : undefined));
        const first = bench().create({ catalogue: slow });
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

function repeatTests(open: OpenJobs): void {
  describe('repeating jobs', () => {
    onFreshJobs(open, (bench) => {
      it('run again and again, and once only when set twice', async () => {
        const calls = instantCalls();
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        await scheduler.repeat('sweep', 5);
        await scheduler.repeat('sweep', 5);
        await calls.begun(3);
        assert.equal(await bench().count(), 1);
        assert.deepEqual(calls.all[0]?.payload, {});
      });

      it('run once for all the firings that were missed', async () => {
        const { repository } = bench().jobs.backend;
        const missed = new Date(Date.now() - 10.5 * HOUR_MS);
        await bench().create().repeat('sweep', HOUR_MS);
        const { jobs } = await repository.queryJobs({ name: 'sweep' });
        assert.ok(jobs[0]);
        const { state: _, ...job } = jobs[0];
        await repository.saveJob({ ...job, nextRunAt: missed, lastRunAt: missed }, undefined);
        await bench().restart();
        const calls = instantCalls();
        const scheduler = bench().create();
        await scheduler.repeat('sweep', HOUR_MS);
        await scheduler.start(calls.handlers);
        await calls.begun(1);
        await scheduler.enqueue(request('a'));
        await calls.begun(2);
        await bench().drain();
        assert.deepEqual(
          calls.all.map((call) => call.name),
          ['sweep', 'refresh-cards'],
        );
      });

      it('take a shorter interval at once', async () => {
        const calls = instantCalls();
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        await scheduler.repeat('sweep', HOUR_MS);
        await calls.begun(1);
        await scheduler.repeat('sweep', 5);
        await calls.begun(3);
      });

      it('keep their interval after a failure, and requests of the same name are jobs of their own', async () => {
        const calls = new Calls((call) =>
          call.finish(call.payload.v === undefined ? new Error('no') : undefined),
        );
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        await scheduler.repeat('sweep', 5);
        await calls.begun(6);
        await scheduler.enqueue(request('now', 'asked', { name: 'sweep' }));
        while (!calls.payloads.includes('asked')) await calls.begun(calls.all.length + 1);
        await bench().untilLeft(1);
      });
    });
  });
}

function drainTests(open: OpenJobs): void {
  describe('a drain', () => {
    onFreshJobs(open, (bench) => {
      it('aborts what runs, waits for it, and starts nothing else', async () => {
        const calls = new Calls();
        const scheduler = bench().create();
        await scheduler.start(calls.handlers);
        await scheduler.enqueue(request('a'));
        const call = await calls.begun(1);
        let isDrained = false;
        const drained = scheduler.drain().then(() => {
          isDrained = true;
        });
        assert.equal(call.signal.aborted, true);
        await scheduler.enqueue(request('b'));
        await new Promise((resolve) => setImmediate(resolve));
        assert.equal(isDrained, false);
        call.finish();
        await drained;
        assert.equal(calls.all.length, 1);
      });

      for (const [ending, error] of [
        ['obeys the signal and throws', new Error('stopped')],
        ['returns early', undefined],
      ] as const) {
        it(`leaves a job that ${ending} to the next start, and counts no failure`, async () => {
          const calls = new Calls((call, n) => (n === 2 ? call.finish() : undefined));
          const scheduler = bench().create();
          await scheduler.start(calls.handlers);
          await scheduler.enqueue(request('a', 'kept'));
          const call = await calls.begun(1);
          call.signal.addEventListener('abort', () => call.finish(error));
          await bench().restart();
          assert.equal(bench().failures, 0);
          await bench().create().start(calls.handlers);
          assert.deepEqual((await calls.begun(2)).payload, { v: 'kept' });
          await bench().untilLeft(0);
        });
      }

      it('is nothing before a start', async () => {
        await bench().create().drain();
      });
    });
  });
}

function lockTests(open: OpenJobs): void {
  describe('the lock of a running job', () => {
    onFreshJobs(open, (bench) => {
      /** A job at work under a heartbeat that the test drives; Agenda itself reads the real clock. */
      const startOne = async () => {
        const clock = new FakeClock(Date.now());
        const calls = new Calls();
        const scheduler = bench().create({ clock });
        await scheduler.start(calls.handlers);
        await scheduler.enqueue(request('a'));
        const call = await calls.begun(1);
        await clock.untilSleepers(1);
        const stored = async () => {
          const [job] = (await bench().jobs.backend.repository.queryJobs({ name: 'refresh-cards' })).jobs;
          assert.ok(job);
          return job;
        };
        return { clock, call, stored, everyMs: QUICK['refresh-cards'].lockLifetimeMs / 3 };
      };

      it('is renewed while it runs', async () => {
        const { clock, call, stored, everyMs } = await startOne();
        const first = (await stored()).lockedAt;
        assert.ok(first);
        await clock.advance(everyMs);
        await clock.untilSleepers(1);
        assert.equal((await stored()).lockedAt?.getTime(), first.getTime() + everyMs);
        assert.equal(call.signal.aborted, false);
        call.finish();
      });

      it('aborts the job when somebody else has taken it', async () => {
        const { clock, call, stored, everyMs } = await startOne();
        const { state: _, ...job } = await stored();
        await bench().jobs.backend.repository.saveJobState(
          { ...job, lockedAt: new Date(clock.now() + 1) },
          undefined,
        );
        const aborted = once(call.signal, 'abort');
        await clock.advance(everyMs);
        await aborted;
        call.finish();
      });

      it('aborts the job when its record is gone', async () => {
        const { clock, call, everyMs } = await startOne();
        await bench().jobs.backend.repository.purgeAllJobs();
        const aborted = once(call.signal, 'abort');
        await clock.advance(everyMs);
        await aborted;
        call.finish();
      });
    });
  });
}
