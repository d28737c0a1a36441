import type { Job, JobRepository } from 'agenda';

/**
 * Renews a job's lock; throws when it is somebody else's or gone. The record is written whole, progress
 * included, which Agenda's own `touch` would erase.
 */
export async function renewLock(job: Job, repository: JobRepository, until: Date): Promise<void> {
  const stored = await repository.getJobById(String(job.attrs._id));
  const isOurs =
    stored?.lockedAt !== undefined && stored.lockedAt.getTime() === job.attrs.lockedAt?.getTime();
  if (!isOurs || job.getCanceledMessage() !== undefined) {
    throw new Error(`the lock of job ${job.attrs.name} was lost`);
  }
  job.attrs.lockedAt = until;
  await repository.saveJobState(job.attrs, undefined);
}
