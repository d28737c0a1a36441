import type { DebounceOptions, JobParameters } from 'agenda';
import { type Collection, type Document, ObjectId } from 'mongodb';
import type { Instant } from '../../../../src/domain/ids.ts';
import { isDuplicate } from '../errors.ts';
import { type JobChange, toFields, toJob } from './job-fields.ts';

/** Of two who insert the same job at once, one is refused and finds the other's on the next try. */
const TRIES = 5;

/**
 * Inserts a job or updates the one it stands for, as Agenda's `saveJob` asks. Agenda's own way on MongoDB empties
 * what an update does not name, the lock of a running job among it, and lets two instances insert one job twice.
 */
export async function storeJob(jobs: Collection, job: JobParameters, now: Instant): Promise<JobParameters> {
  if (job._id) return (await updateJob(jobs, String(job._id), job)) ?? job;
  if (job.type === 'single') return await storeSingle(jobs, job, now);
  if (job.unique !== undefined) return await storeUnique(jobs, job, job.unique, now);
  const fields = toFields({ disabled: false, ...job });
  const { insertedId } = await jobs.insertOne(fields);
  return toJob({ ...fields, _id: insertedId });
}

/** One job of this name: a time that has come leaves the stored one as it is, else each start would fire it. */
async function storeSingle(jobs: Collection, job: JobParameters, now: Instant): Promise<JobParameters> {
  const { nextRunAt, ...kept } = toFields(job);
  const isDue = job.nextRunAt !== null && job.nextRunAt.getTime() <= now;
  const slot = `${job.name} single`;
  const update = isDue
    ? { $set: kept, $setOnInsert: { slot, nextRunAt } }
    : { $set: { ...kept, nextRunAt }, $setOnInsert: { slot } };
  const stored = await upsert(jobs, { name: job.name, type: 'single' }, update);
  if (stored.nextRunAt !== null) return stored;
  return (await updateJob(jobs, String(stored._id), { name: job.name, nextRunAt: job.nextRunAt })) ?? stored;
}

async function storeUnique(
  jobs: Collection,
  job: JobParameters,
  unique: Record<string, unknown>,
  now: Instant,
): Promise<JobParameters> {
  const query = { ...unique, name: job.name };
  const slot = `${job.name} ${JSON.stringify(unique)}`;
  const fields = toFields(job);
  const debounce = job.uniqueOpts?.debounce;
  if (debounce !== undefined) {
    const stored = await jobs.findOne(query);
    const times = debounced(debounce, stored === null ? undefined : toJob(stored), job, now);
    return await upsert(jobs, query, { $set: { ...fields, ...times }, $setOnInsert: { slot } });
  }
  if (job.uniqueOpts?.insertOnly === true) {
    return await upsert(jobs, query, { $setOnInsert: { ...fields, slot } });
  }
  return await upsert(jobs, query, { $set: fields, $setOnInsert: { slot } });
}

/** When a debounced job runs: each save puts it off, until it has been put off for `maxWait`. */
function debounced(
  { delay, maxWait, strategy }: DebounceOptions,
  stored: JobParameters | undefined,
  job: JobParameters,
  now: Instant,
): { readonly nextRunAt: Date | null; readonly debounceStartedAt: Date | null } {
  const startedAt = stored?.debounceStartedAt ?? new Date(now);
  if (strategy === 'leading') {
    return { nextRunAt: (stored ?? job).nextRunAt, debounceStartedAt: startedAt };
  }
  const isOver = maxWait !== undefined && now - startedAt.getTime() >= maxWait;
  // Null ends the window: the next save begins a new one.
  if (isOver) return { nextRunAt: new Date(now), debounceStartedAt: null };
  return { nextRunAt: new Date(now + delay), debounceStartedAt: startedAt };
}

/** The job as it is afterwards. The unique index on `slot` decides between two that insert at once. */
async function upsert(jobs: Collection, query: Document, update: Document): Promise<JobParameters> {
  for (let n = 1; ; n += 1) {
    try {
      const stored = await jobs.findOneAndUpdate(query, update, { upsert: true, returnDocument: 'after' });
      if (stored === null) throw new Error('an upsert gave no document back');
      return toJob(stored);
    } catch (error) {
      if (n === TRIES || !isDuplicate(error)) throw error;
    }
  }
}

async function updateJob(jobs: Collection, id: string, job: JobChange): Promise<JobParameters | undefined> {
  const query = { _id: new ObjectId(id), name: job.name };
  const stored = await jobs.findOneAndUpdate(query, { $set: toFields(job) }, { returnDocument: 'after' });
  return stored === null ? undefined : toJob(stored);
}
