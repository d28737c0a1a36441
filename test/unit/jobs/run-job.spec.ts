import assert from 'node:assert/strict';
import type { Job, JobParameters, JobRepository } from 'agenda';
import { LockGate } from '../../../jobs/lock-gate.ts';
import { Runs } from '../../../jobs/run-job.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const NAME = 'write-connection';
const LIFETIME_MS = 30_000;
const EVERY_MS = LIFETIME_MS / 3;

/** A job at work whose store can be away, or not answer at all. */
class Bench {
  readonly clock = new FakeClock();
  readonly runs: Runs;
  #store: JobParameters;
  #isAway = false;
  #isSilent = false;
  signal: AbortSignal | undefined;

  constructor() {
    const gate = new LockGate(this.clock, new Map([[NAME, { concurrency: 1, lockLifetimeMs: LIFETIME_MS }]]));
    this.#store = {
      _id: 'a',
      name: NAME,
      type: 'normal',
      priority: 0,
      nextRunAt: null,
      data: { key: 'k', payload: {}, request: 'r', dueAt: 0 },
      lockedAt: gate.lockedAt(NAME),
    } as unknown as JobParameters;
    const repository = {
      getJobById: () => this.#answer(() => ({ ...this.#store })),
      saveJobState: (job: JobParameters) =>
        this.#answer(() => {
          this.#store = { ...job };
        }),
    } as unknown as JobRepository;
    this.runs = new Runs(repository, this.clock, gate);
    const job = { attrs: { ...this.#store }, getCanceledMessage: () => undefined } as unknown as Job;
    const run = this.runs.run(job, ({ signal }) => {
      this.signal = signal;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    run.catch(() => undefined);
    void this.runs.keepLocks(EVERY_MS);
  }

  set away(isAway: boolean) {
    this.#isAway = isAway;
  }

  set silent(isSilent: boolean) {
    this.#isSilent = isSilent;
  }

  /** Somebody else takes the job. */
  steal(): void {
    this.#store = { ...this.#store, lockedAt: new Date(this.clock.now() + 1) };
  }

  get lockEndsIn(): number {
    return (this.#store.lockedAt?.getTime() ?? 0) + 1000 - this.clock.now();
  }

  async #answer<T>(work: () => T): Promise<T> {
    if (this.#isSilent) return new Promise(() => undefined);
    if (this.#isAway) throw new ProblemError({ kind: 'unavailable', source: 'database', message: 'Away.' });
    return work();
  }
}

describe('The lock of a job at work while the store is away', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench();
    await bench.clock.advance(0);
    assert.ok(bench.signal);
  });
  afterEach(() => bench.runs.abort());

  it('is kept when the store is back in time', async () => {
    await bench.clock.advance(EVERY_MS);
    assert.equal(bench.lockEndsIn, LIFETIME_MS);
    bench.away = true;
    await bench.clock.advance(EVERY_MS);
    assert.equal(bench.signal?.aborted, false);
    bench.away = false;
    await bench.clock.advance(EVERY_MS);
    assert.equal(bench.lockEndsIn, LIFETIME_MS);
    assert.equal(bench.signal?.aborted, false);
  });

  for (const what of ['away', 'silent'] as const) {
    it(`aborts the job before the lock ends while the store is ${what}`, async () => {
      bench[what] = true;
      await bench.clock.advance(EVERY_MS);
      assert.equal(bench.signal?.aborted, false);
      await bench.clock.advance(EVERY_MS * 1.5);
      assert.equal(bench.signal?.aborted, true);
      assert.ok(bench.lockEndsIn > 0, 'nobody else has it yet');
    });
  }

  it('aborts the job at once when somebody else has it', async () => {
    bench.steal();
    await bench.clock.advance(EVERY_MS);
    assert.equal(bench.signal?.aborted, true);
  });
});
