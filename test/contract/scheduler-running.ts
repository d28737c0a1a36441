import assert from 'node:assert/strict';
import { once } from 'node:events';
import { FakeClock } from '../support/fake-clock.ts';
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

/** What the scheduler promises of repeating jobs, drains and locks on every backend. */
export function runningContract(name: string, open: OpenJobs): void {
  describe(`The scheduler on ${name}, running`, () => {
    repeatTests(open);
    drainTests(open);
    lockTests(open);
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
        await turn();
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
          const scheduler = bench().create({ catalogue: SLOW });
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
        while ((await stored()).lockedAt?.getTime() === first.getTime()) await turn();
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
