import type { Job, JobRepository } from 'agenda';
import type { Clock } from '../src/ports/clock.ts';

export interface Heartbeat {
  readonly job: Job;
  readonly repository: JobRepository;
  readonly clock: Clock;
  readonly everyMs: number;
  /** The date a renewed lock gets. */
  readonly lockedAt: () => Date;
}

/**
 * Renews a job's lock until the signal aborts. Throws as soon as the lock is somebody else's or gone; the
 * record is written whole, progress included, which Agenda's own `touch` would erase.
 */
export async function keepLock(beat: Heartbeat, signal: AbortSignal): Promise<void> {
  const { job, repository, clock } = beat;
  for (;;) {
    await clock.sleep(beat.everyMs, signal);
    const stored = await repository.getJobById(String(job.attrs._id));
    if (signal.aborted) return;
    const isOurs =
      stored?.lockedAt !== undefined && stored.lockedAt.getTime() === job.attrs.lockedAt?.getTime();
    if (!isOurs || job.getCanceledMessage() !== undefined)
      throw new Error(`the lock of job ${job.attrs.name} was lost`);
    job.attrs.lockedAt = beat.lockedAt();
    await repository.saveJobState(job.attrs, undefined);
  }
}
