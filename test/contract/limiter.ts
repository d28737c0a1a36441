import assert from 'node:assert/strict';
import { isProblem, ProblemError } from '../../src/domain/problem.ts';
import type { Limiter } from '../../src/ports/limiter.ts';
import type { FakeClock } from '../support/fake-clock.ts';

/** The budget a limiter under test is made with. */
export interface LimiterBudget {
  readonly ratePerSecond: number;
  readonly concurrency: number;
  readonly maxAttempts: number;
  readonly burst?: number;
}

export interface LimiterHarness {
  readonly limiter: Limiter;
  readonly clock: FakeClock;
}

/** What every limiter promises, see src/ports/limiter.ts. */
export function limiterContract(name: string, make: (budget: LimiterBudget) => LimiterHarness): void {
  describe(`${name} keeps the limiter contract`, () => {
    it('starts never more tasks at once than its concurrency', async () => {
      const { limiter } = make({ ratePerSecond: Number.POSITIVE_INFINITY, concurrency: 3, maxAttempts: 1 });
      let atWork = 0;
      let most = 0;
      const finish: (() => void)[] = [];
      const all = Array.from({ length: 10 }, () =>
        limiter.run(async () => {
          atWork += 1;
          most = Math.max(most, atWork);
          await new Promise<void>((resolve) => finish.push(resolve));
          atWork -= 1;
        }),
      );
      for (let done = 0; done < all.length; done += 1) {
        await settle();
        finish.shift()?.();
      }
      await Promise.all(all);
      assert.equal(most, 3);
    });

    it('spaces requests by the rate even when every answer is immediate', async () => {
      const { limiter, clock } = make({ ratePerSecond: 10, concurrency: 50, maxAttempts: 1 });
      const started = await startTimes(limiter, clock, 5);
      assert.deepEqual(started, [0, 100, 200, 300, 400]);
    });

    it('lets a burst leave at once after a quiet time and paces what follows', async () => {
      const { limiter, clock } = make({ ratePerSecond: 10, concurrency: 50, maxAttempts: 1, burst: 3 });
      assert.deepEqual(await startTimes(limiter, clock, 5), [0, 0, 0, 100, 200]);
    });

    it('keeps the rate over a second when the spacing is no whole number of milliseconds', async () => {
      const { limiter, clock } = make({ ratePerSecond: 300, concurrency: 50, maxAttempts: 1 });
      const started = await startTimes(limiter, clock, 301);
      assert.equal(started.at(-1), 1000);
    });

    it('starts tasks in the order they came', async () => {
      const { limiter, clock } = make({ ratePerSecond: 10, concurrency: 1, maxAttempts: 1 });
      const order: number[] = [];
      const all = [1, 2, 3, 4].map((n) => limiter.run(async () => order.push(n)));
      await drive(clock, Promise.all(all));
      assert.deepEqual(order, [1, 2, 3, 4]);
    });

    it('pauses every caller for the time the other side named and then tries again', async () => {
      const { limiter, clock } = make({ ratePerSecond: 1000, concurrency: 4, maxAttempts: 3 });
      const began = clock.now();
      const starts: string[] = [];
      let limited = false;
      const task = (label: string) => async () => {
        starts.push(`${label}@${clock.now() - began}`);
        if (label === 'a' && !limited) {
          limited = true;
          throw rateLimited(5_000);
        }
        return label;
      };
      const all = Promise.all([limiter.run(task('a')), limiter.run(task('b')), limiter.run(task('c'))]);
      assert.deepEqual(await drive(clock, all), ['a', 'b', 'c']);
      assert.deepEqual(starts, ['a@0', 'a@5000', 'b@5001', 'c@5002']);
    });

    it('does not end a pause in a burst', async () => {
      const { limiter, clock } = make({ ratePerSecond: 10, concurrency: 50, maxAttempts: 2, burst: 5 });
      const began = clock.now();
      const starts: number[] = [];
      const task = () => async () => {
        starts.push(clock.now() - began);
        if (starts.length <= 4) throw rateLimited(1_000);
      };
      await drive(clock, Promise.all(Array.from({ length: 4 }, () => limiter.run(task()))));
      assert.deepEqual(starts, [0, 0, 0, 0, 1000, 1100, 1200, 1300]);
    });

    it('gives up after maxAttempts with the problem it was told', async () => {
      const { limiter, clock } = make({ ratePerSecond: 1000, concurrency: 1, maxAttempts: 3 });
      let calls = 0;
      const run = limiter.run(async () => {
        calls += 1;
        throw rateLimited(100);
      });
      await assert.rejects(drive(clock, run), (error) => isProblem(error, 'rate-limited'));
      assert.equal(calls, 3);
    });

    it('throws any other error at once and frees the slot', async () => {
      const { limiter } = make({ ratePerSecond: Number.POSITIVE_INFINITY, concurrency: 1, maxAttempts: 3 });
      let calls = 0;
      const failing = limiter.run(async () => {
        calls += 1;
        throw new RangeError('no');
      });
      await assert.rejects(failing, RangeError);
      assert.equal(await limiter.run(async () => 'next'), 'next');
      assert.equal(calls, 1);
    });

    it('rejects with the reason when it is aborted while it waits, and never starts the task', async () => {
      const { limiter, clock } = make({ ratePerSecond: 1, concurrency: 1, maxAttempts: 1 });
      await limiter.run(async () => undefined);
      const abort = new AbortController();
      let started = false;
      const waiting = limiter.run(async () => {
        started = true;
      }, abort.signal);
      const reason = new Error('stopped');
      abort.abort(reason);
      await assert.rejects(waiting, reason);
      await clock.advance(10_000);
      assert.equal(started, false);
    });

    it('rejects at once when the signal was aborted before', async () => {
      const { limiter } = make({ ratePerSecond: 1, concurrency: 1, maxAttempts: 1 });
      const reason = new Error('stopped');
      await assert.rejects(
        limiter.run(async () => undefined, AbortSignal.abort(reason)),
        reason,
      );
    });

    it('leaves nothing asleep when the last one that waited has gone', async () => {
      const { limiter, clock } = make({ ratePerSecond: 0.01, concurrency: 1, maxAttempts: 1 });
      await limiter.run(async () => undefined);
      const abort = new AbortController();
      const waiting = limiter.run(async () => undefined, abort.signal);
      await clock.untilSleepers(1);
      abort.abort(new Error('gone'));
      await assert.rejects(waiting, /gone/);
      assert.equal(clock.sleepers, 0);
    });

    it('goes on with the others when one of them leaves the queue', async () => {
      const { limiter, clock } = make({ ratePerSecond: 10, concurrency: 1, maxAttempts: 1 });
      await limiter.run(async () => undefined);
      const abort = new AbortController();
      const leaving = limiter.run(async () => 'left', abort.signal);
      const staying = limiter.run(async () => 'stayed');
      abort.abort(new Error('gone'));
      await assert.rejects(leaving, /gone/);
      assert.equal(await drive(clock, staying), 'stayed');
    });
  });
}

/** Milliseconds after the first call at which each of `count` tasks started. */
async function startTimes(limiter: Limiter, clock: FakeClock, count: number): Promise<number[]> {
  const began = clock.now();
  const all = Array.from({ length: count }, () => limiter.run(async () => clock.now() - began));
  return drive(clock, Promise.all(all));
}

/** Moves the clock on by the millisecond until the promise settles. */
async function drive<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = () => {
    settled = true;
  };
  promise.then(done, done);
  for (let ms = 0; ms < 20_000 && !settled; ms += 1) {
    await settle();
    if (!settled) await clock.advance(1);
  }
  return promise;
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function rateLimited(retryAfterMs: number): ProblemError {
  return new ProblemError({ kind: 'rate-limited', source: 'Test', retryAfterMs });
}
