import assert from 'node:assert/strict';
import { createLimiter } from '../../adapters/system/limiter.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { limiterContract } from './limiter.ts';

limiterContract('The paced limiter', (budget) => {
  const clock = new FakeClock();
  return { clock, limiter: createLimiter({ clock, ...budget }) };
});

describe('The paced limiter', () => {
  it('tells its owner about every pause', async () => {
    const pauses: number[] = [];
    const limiter = createLimiter({
      clock: new FakeClock(),
      ratePerSecond: 100,
      concurrency: 1,
      maxAttempts: 1,
      onRateLimited: (ms) => pauses.push(ms),
    });
    const problem = new ProblemError({ kind: 'rate-limited', source: 'Test', retryAfterMs: 250 });
    await assert.rejects(limiter.run(() => Promise.reject(problem)));
    assert.deepEqual(pauses, [250]);
  });
});
