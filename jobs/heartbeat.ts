import type { Job, JobRepository } from 'agenda';
import type { LockGate } from './lock-gate.ts';

/** The lock of a job at work. */
export interface Lock {
  readonly job: Job;
  /** Its date as it is stored; two while nobody knows whether a renewal was. The first was seen in the store. */
  dates: readonly Date[];
}

/**
 * Renews a job's lock; throws when it is somebody else's or gone. The record is written whole, progress
 * included, which Agenda's own `touch` would erase.
 */
export async function renewLock(lock: Lock, repository: JobRepository, gate: LockGate): Promise<void> {
  const { job } = lock;
  const { lockedAt } = (await repository.getJobById(String(job.attrs._id))) ?? {};
  const isOurs = lock.dates.some((date) => date.getTime() === lockedAt?.getTime());
  if (lockedAt === undefined || !isOurs || job.getCanceledMessage() !== undefined) {
    throw new Error(`the lock of job ${job.attrs.name} was lost`);
  }
  const renewed = gate.lockedAt(job.attrs.name);
  lock.dates = [lockedAt, renewed];
  await repository.saveJobState({ ...gate.toStore(job.attrs), lockedAt: renewed }, undefined);
  lock.dates = [renewed];
  job.attrs.lockedAt = gate.toMachine({ ...job.attrs, lockedAt: renewed }).lockedAt;
}
