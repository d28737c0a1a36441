import assert from 'node:assert/strict';
import type { JobParameters, JobRepository } from 'agenda';
import { LockGate } from '../../../jobs/lock-gate.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const NAME = 'write-connection';
const LIFETIME_MS = 30_000;
const LIMITS = new Map([[NAME, { concurrency: 2, lockLifetimeMs: LIFETIME_MS }]]);
const atWork = { _id: 'a', name: NAME, priority: 0, type: 'normal', data: {} } as unknown as JobParameters;
const noEnd = async () => assert.fail('no job is over');

describe('the repository as Agenda sees it', () => {
  it('shows no lost lock while the end of a job is being saved', async () => {
    const saved: JobParameters[] = [];
    let commit = () => {};
    const repository = {
      saveJobState: (job: JobParameters) => {
        saved.push(job);
        return new Promise<void>((resolve) => {
          commit = resolve;
        });
      },
    } as unknown as JobRepository;
    const gate = new LockGate(new FakeClock(), LIMITS);
    const job: JobParameters = { ...atWork, nextRunAt: new Date() };

    const saving = gate.wrap(repository, noEnd).saveJobState(job, undefined);

    assert.ok(job.lockedAt !== undefined && job.lockedAt.getTime() > Date.now(), 'still its own');
    assert.equal(saved[0]?.lockedAt, undefined, 'given back in the store');
    commit();
    await saving;
    assert.equal(job.lockedAt, undefined);
  });

  it('stores the end of a job as soon as a store that was away is back, while its lock is its own', async () => {
    const away = new ProblemError({ kind: 'unavailable', source: 'database', message: 'It is away.' });
    const clock = new FakeClock();
    let isAway = true;
    let tries = 0;
    const repository = {
      async saveJobState() {
        tries += 1;
        if (isAway) throw away;
      },
    } as unknown as JobRepository;
    const save = (gate: LockGate) =>
      gate.wrap(repository, noEnd).saveJobState({ ...atWork, nextRunAt: new Date() }, undefined);

    const saving = save(new LockGate(clock, LIMITS));
    await clock.advance(3_000);
    isAway = false;
    await clock.advance(1_000);
    await saving;
    assert.equal(tries, 5);

    isAway = true;
    const lost = assert.rejects(save(new LockGate(clock, LIMITS)), away);
    await clock.advance(LIFETIME_MS);
    await lost;

    const drained = new LockGate(clock, LIMITS);
    const ended = assert.rejects(save(drained), away);
    await clock.advance(1_000);
    drained.close();
    await ended;
  });

  it('has the dates of the machine, whose clock is another than the store’s', async () => {
    // The machine is years ahead of the store, or behind it.
    const clock = new FakeClock(Date.UTC(2040, 0, 1));
    const asked: unknown[] = [];
    let stored: JobParameters | undefined;
    const repository = {
      async getNextJobToRun(...parameters: unknown[]) {
        asked.push(...parameters.slice(1, 4));
        return { ...atWork, nextRunAt: new Date(clock.now() - 5), lockedAt: parameters[3] };
      },
      async saveJobState(job: JobParameters) {
        stored = job;
      },
    } as unknown as JobRepository;
    const seen = new LockGate(clock, LIMITS).wrap(repository, noEnd);

    const job = await seen.getNextJobToRun(NAME, new Date(0), new Date(0), undefined, undefined);

    const at = (ms: number) => new Date(clock.now() + ms);
    assert.deepEqual(asked, [at(1000), at(-1000), at(LIFETIME_MS - 1000)], 'asked by the clock of the store');
    assert.ok(job?.nextRunAt && job.lockedAt);
    assertNear(job.nextRunAt, Date.now() - 5);
    assertNear(job.lockedAt, Date.now() + LIFETIME_MS - 1000);
    await seen.saveJobState({ ...job, lastRunAt: new Date() }, undefined);
    assert.ok(stored?.lockedAt && stored.lastRunAt);
    assertNear(stored.lockedAt, clock.now() + LIFETIME_MS - 1000);
    assertNear(stored.lastRunAt, clock.now());
  });

  it('lets a run that was given up end nothing of the one begun since', async () => {
    const clock = new FakeClock();
    const saved: JobParameters[] = [];
    const repository = {
      async getNextJobToRun() {
        return { ...atWork, nextRunAt: new Date(0), lockedAt: new Date(clock.now()) };
      },
      async saveJobState(job: JobParameters) {
        saved.push(job);
      },
    } as unknown as JobRepository;
    const seen = new LockGate(clock, LIMITS).wrap(repository, noEnd);
    const take = () => seen.getNextJobToRun(NAME, new Date(), new Date(), undefined, undefined);
    const first = await take();
    assert.ok(first);
    await seen.saveJobState(first, undefined);
    const second = await take();
    assert.ok(second);
    delete first.lockedAt;
    await assert.rejects(seen.saveJobState(first, undefined), /taken anew/);
    assert.equal(saved.length, 1);
    await seen.saveJobState(second, undefined);
    delete second.lockedAt;
    await seen.saveJobState(second, undefined);
    assert.equal(saved.length, 3);
  });
});

/** Equal but for the moment that passes between two looks at the machine's clock. */
function assertNear(date: Date, ms: number): void {
  assert.ok(
    Math.abs(date.getTime() - ms) < 1000,
    `${date.toISOString()} is not ${new Date(ms).toISOString()}`,
  );
}
