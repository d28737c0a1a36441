import assert from 'node:assert/strict';
import type { JobParameters, JobRepository } from 'agenda';
import { LockGate } from '../../../jobs/lock-gate.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const NAME = 'write-connection';

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
    const clock = new FakeClock();
    const gate = new LockGate(clock, new Map([[NAME, { concurrency: 1, lockLifetimeMs: 30_000 }]]));
    const job: JobParameters = { name: NAME, priority: 0, nextRunAt: null, type: 'normal', data: {} };

    const saving = gate.wrap(repository).saveJobState(job, undefined);

    assert.ok(job.lockedAt !== undefined && job.lockedAt.getTime() > clock.now(), 'still its own');
    assert.equal(saved[0]?.lockedAt, undefined, 'given back in the store');
    commit();
    await saving;
    assert.equal(job.lockedAt, undefined);
  });
});
