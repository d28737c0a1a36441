import { MongoJobRepository } from '@agendajs/mongo-backend';
import {
  computeJobState,
  type JobId,
  type JobParameters,
  type JobRepositoryOptions,
  type JobsOverview,
  type JobsQueryOptions,
  type JobsResult,
  type JobsSort,
  type JobWithState,
  type RemoveJobsOptions,
} from 'agenda';
import { type Collection, type Db, type Document, ObjectId } from 'mongodb';
import type { Clock } from '../../../../src/ports/clock.ts';
import { toFields, toJob } from './job-fields.ts';
import { storeJob } from './job-saving.ts';
import { TakenLocks } from './taken-locks.ts';

/** The collection of Agenda's jobs. */
export const JOBS = 'jobs';

/** What a run changes. */
const STATE_FIELDS = [
  'lockedAt',
  'nextRunAt',
  'lastRunAt',
  'progress',
  'failReason',
  'failCount',
  'failedAt',
  'lastFinishedAt',
] as const satisfies readonly (keyof JobParameters)[];

/**
 * Agenda's own repository on MongoDB, made fit for several instances: an update leaves alone what it does not name,
 * and a lock is renewed, given back or ended only by whoever has it. Times are read from the clock it is given.
 */
export class MongoJobs extends MongoJobRepository {
  readonly #jobs: Collection;
  readonly #clock: Clock;
  readonly #locks = new TakenLocks();

  constructor(db: Db, clock: Clock) {
    super({ mongo: db, db: { collection: JOBS }, ensureIndex: false });
    this.#jobs = db.collection(JOBS);
    this.#clock = clock;
  }

  override async getJobById(id: string): Promise<JobParameters | null> {
    if (!ObjectId.isValid(id)) return null;
    const document = await this.#jobs.findOne({ _id: new ObjectId(id) });
    return document === null ? null : toJob(document);
  }

  /** All that match are read at once; the scheduler asks at its start alone, when few are left over. */
  override async queryJobs(options: JobsQueryOptions = {}): Promise<JobsResult> {
    const { state, sort, skip = 0, limit = 0, ...selection } = options;
    const now = new Date(this.#clock.now());
    const { jobs: found } = await super.queryJobs(selection);
    const jobs = found
      .map(
        (job): JobWithState => ({
          ...job,
          ...parsed(job),
          disabled: job.disabled === true,
          state: computeJobState(job, now),
        }),
      )
      .filter((job) => state === undefined || (state === 'paused' ? job.disabled : job.state === state));
    jobs.sort(orderOf(sort));
    return { jobs: jobs.slice(skip, limit > 0 ? skip + limit : undefined), total: jobs.length };
  }

  override async getJobsOverview(): Promise<JobsOverview[]> {
    const now = new Date(this.#clock.now());
    const overviews = new Map<string, JobsOverview>();
    const NONE = {
      total: 0,
      running: 0,
      scheduled: 0,
      queued: 0,
      completed: 0,
      failed: 0,
      repeating: 0,
      paused: 0,
    };
    for await (const document of this.#jobs.find().sort({ name: 1 })) {
      const job = toJob(document);
      const overview = overviews.get(job.name) ?? { name: job.name, ...NONE };
      overviews.set(job.name, overview);
      overview.total += 1;
      overview[computeJobState(job, now)] += 1;
      if (job.disabled === true) overview.paused += 1;
    }
    return [...overviews.values()];
  }

  override async getDistinctJobNames(): Promise<string[]> {
    return (await super.getDistinctJobNames()).sort();
  }

  override getQueueSize(): Promise<number> {
    return this.#jobs.countDocuments({ nextRunAt: { $lt: new Date(this.#clock.now()) } });
  }

  /** A job that this process has locked is removed only while it still has the lock. */
  override async removeJobs(options: RemoveJobsOptions): Promise<number> {
    const lock = options.id === undefined ? undefined : this.#locks.of(options.id);
    if (options.id === undefined || lock === undefined) return await super.removeJobs(options);
    const query = { _id: new ObjectId(options.id), lockedAt: lock, ...flatten('data', options.data ?? {}) };
    const { deletedCount } = await this.#jobs.deleteOne(query);
    if (deletedCount > 0) this.#locks.end(options.id);
    return deletedCount;
  }

  override async saveJob<DATA = unknown>(
    job: JobParameters<DATA>,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters<DATA>> {
    const signed = { ...job, lastModifiedBy: options?.lastModifiedBy ?? job.lastModifiedBy };
    return (await storeJob(this.#jobs, signed as JobParameters, this.#clock.now())) as JobParameters<DATA>;
  }

  /** Throws when the job is gone or its lock is somebody else's by now. */
  override async saveJobState(job: JobParameters, options: JobRepositoryOptions | undefined): Promise<void> {
    const id = String(job._id);
    const lock = this.#locks.of(id);
    if (job.lockedAt !== undefined && lock !== undefined) this.#locks.renew(id, job.lockedAt);
    const state = Object.fromEntries(STATE_FIELDS.map((field) => [field, job[field]]));
    const query = { _id: new ObjectId(id), name: job.name, ...(lock && { lockedAt: lock }) };
    const fields = toFields({ ...state, lastModifiedBy: options?.lastModifiedBy });
    const { matchedCount } = await this.#jobs.updateOne(query, { $set: fields });
    // Not before: without an answer it is tried again, and must then find nobody else's lock.
    if (job.lockedAt === undefined) this.#locks.end(id);
    if (matchedCount === 0) throw new Error(`job ${id} (${job.name}) is gone or somebody else's by now`);
    if (lock !== undefined && job.lockedAt !== undefined) this.#locks.take(id, job.lockedAt);
  }

  override async lockJob(
    job: JobParameters,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    if (job._id === undefined) return undefined;
    const _id = new ObjectId(String(job._id));
    const query = { _id, name: job.name, lockedAt: null, nextRunAt: job.nextRunAt, disabled: { $ne: true } };
    return await this.#lock(query, new Date(this.#clock.now()), options);
  }

  override async unlockJob(job: JobParameters): Promise<void> {
    if (job._id !== undefined) await this.unlockJobs([job._id]);
  }

  /** A job without a next time is being run: its lock ends with it. */
  override async unlockJobs(jobIds: (JobId | string)[]): Promise<void> {
    for (const id of jobIds.map(String)) {
      const lock = this.#locks.of(id);
      const query = { _id: new ObjectId(id), nextRunAt: { $ne: null }, ...(lock && { lockedAt: lock }) };
      await this.#jobs.updateOne(query, { $set: { lockedAt: null } });
      this.#locks.end(id);
    }
  }

  override async getNextJobToRun(
    jobName: string,
    nextScanAt: Date,
    lockDeadline: Date,
    now: Date | undefined,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    const isDue = { lockedAt: null, nextRunAt: { $lte: nextScanAt } };
    const isExpired = { lockedAt: { $lte: lockDeadline } };
    const query = { name: jobName, disabled: { $ne: true }, $or: [isDue, isExpired] };
    return await this.#lock(query, now ?? new Date(this.#clock.now()), options);
  }

  /** Earliest first, then the more urgent, then the older. */
  async #lock(
    query: Document,
    lockedAt: Date,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    const update = { $set: { lockedAt, lastModifiedBy: options?.lastModifiedBy ?? null } };
    const sort = { nextRunAt: 1, priority: -1, _id: 1 } as const;
    const document = await this.#jobs.findOneAndUpdate(query, update, { sort, returnDocument: 'after' });
    if (document === null) return undefined;
    this.#locks.take(String(document._id), lockedAt);
    return toJob(document);
  }
}

/** The order Agenda's own backends give: latest first when nothing is said, without a date last. */
function orderOf(sort: JobsSort = {}): (one: JobParameters, other: JobParameters) => number {
  const wanted = Object.entries(sort).filter(([, direction]) => direction !== undefined);
  const fields = wanted.length > 0 ? wanted : Object.entries({ nextRunAt: 'desc', lastRunAt: 'desc' });
  return (one, other) => {
    for (const [field, direction] of fields) {
      const [a, b] = [sortValue(one, field), sortValue(other, field)];
      if (a === b) continue;
      if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
      return a < b === (direction === 'asc') ? -1 : 1;
    }
    return String(one._id) < String(other._id) ? -1 : 1;
  };
}

function sortValue(job: JobParameters, field: string): string | number | undefined {
  const value = job[field as keyof JobsSort] ?? undefined;
  if (value instanceof Date) return value.getTime();
  return typeof value === 'object' ? JSON.stringify(value) : (value as string | number | undefined);
}

/** The constraint of a job that Agenda read, to whom it is a text. */
function parsed({ unique }: { readonly unique?: unknown }): Pick<JobParameters, 'unique'> {
  return typeof unique === 'string' ? { unique: JSON.parse(unique) } : {};
}

/** The query that asks for everything in `wanted`, field by field. */
function flatten(path: string, wanted: unknown): Document {
  const isPlain =
    typeof wanted === 'object' && wanted !== null && Object.getPrototypeOf(wanted) === Object.prototype;
  if (!isPlain) return { [path]: wanted };
  const parts = Object.entries(wanted as Document).map(([key, value]) => flatten(`${path}.${key}`, value));
  return Object.assign({}, ...parts);
}
