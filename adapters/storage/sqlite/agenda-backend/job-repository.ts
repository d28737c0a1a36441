import {
  computeJobState,
  type JobId,
  type JobParameters,
  type JobRepository,
  type JobRepositoryOptions,
  type JobsOverview,
  type JobsQueryOptions,
  type JobsResult,
  type JobWithState,
  type RemoveJobsOptions,
} from 'agenda';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { Database, SqlValue } from '../database.ts';
import { RECORD, STATE_COLUMNS, stateValues, toJob } from './job-fields.ts';
import { contains } from './job-matching.ts';
import { conditionOfChange, conditionOfQuery, orderOf } from './job-query.ts';
import { storeJob } from './job-saving.ts';
import { WriteBatch } from './write-batch.ts';

/** Earliest first, then the more urgent, then the older; both halves read the index of their own. */
const LOCK_NEXT = `
  UPDATE jobs SET locked_at = ?, last_modified_by = ? WHERE id = (
    SELECT id FROM (
      SELECT * FROM (
        SELECT id, next_run_at, priority FROM jobs
        WHERE name = ? AND locked_at IS NULL AND disabled = 0 AND next_run_at <= ?
        ORDER BY next_run_at, priority DESC, id LIMIT 1)
      UNION ALL
      SELECT * FROM (
        SELECT id, next_run_at, priority FROM jobs
        WHERE name = ? AND locked_at <= ? AND disabled = 0
        ORDER BY next_run_at, priority DESC, id LIMIT 1))
    ORDER BY next_run_at, priority DESC, id LIMIT 1)
  RETURNING ${RECORD}`;

const SAVE_STATE = `UPDATE jobs SET ${STATE_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE id = ? AND name = ?`;

/** Agenda's jobs in the storage's SQLite file. */
export class SqliteJobRepository implements JobRepository {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #batch: WriteBatch;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#batch = new WriteBatch(db);
  }

  /** Nothing to do: the storage has opened the database. */
  async connect(): Promise<void> {}

  async queryJobs(options: JobsQueryOptions = {}): Promise<JobsResult> {
    const { state, data, sort, skip = 0, limit = 0 } = options;
    const { where, values } = conditionOfQuery(options);
    const now = new Date(this.#clock.now());
    const jobs = this.#db
      .all(`SELECT ${RECORD} FROM jobs WHERE ${where} ORDER BY ${orderOf(sort)}`, ...values)
      .map((row): JobWithState => withState(toJob(row), now))
      .filter((job) => data === undefined || contains(job.data, data))
      .filter((job) => isInState(job, state));
    return { jobs: jobs.slice(skip, limit > 0 ? skip + limit : undefined), total: jobs.length };
  }

  async getJobsOverview(): Promise<JobsOverview[]> {
    const now = new Date(this.#clock.now());
    const overviews = new Map<string, JobsOverview>();
    for (const row of this.#db.all(`SELECT ${RECORD} FROM jobs ORDER BY name`)) {
      const job = toJob(row);
      const overview = overviews.get(job.name) ?? emptyOverview(job.name);
      overviews.set(job.name, overview);
      overview.total += 1;
      overview[computeJobState(job, now)] += 1;
      if (job.disabled === true) overview.paused += 1;
    }
    return [...overviews.values()];
  }

  async getDistinctJobNames(): Promise<string[]> {
    return this.#db.all('SELECT DISTINCT name FROM jobs ORDER BY name').map((row) => String(row.name));
  }

  async getJobById(id: string): Promise<JobParameters | null> {
    const row = this.#db.one(`SELECT ${RECORD} FROM jobs WHERE id = ?`, id);
    return row === undefined ? null : toJob(row);
  }

  async getQueueSize(): Promise<number> {
    const row = this.#db.one('SELECT count(*) AS count FROM jobs WHERE next_run_at < ?', this.#clock.now());
    return Number(row?.count);
  }

  async removeJobs(options: RemoveJobsOptions): Promise<number> {
    return await this.#batch.add(() => this.#change(options, 'DELETE FROM jobs'));
  }

  async disableJobs(options: RemoveJobsOptions): Promise<number> {
    return this.#change(options, 'UPDATE jobs SET disabled = 1');
  }

  async enableJobs(options: RemoveJobsOptions): Promise<number> {
    return this.#change(options, 'UPDATE jobs SET disabled = 0');
  }

  async purgeAllJobs(): Promise<number> {
    return this.#db.run('DELETE FROM jobs');
  }

  async saveJob<DATA = unknown>(
    job: JobParameters<DATA>,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters<DATA>> {
    const signed = { ...job, lastModifiedBy: options?.lastModifiedBy ?? job.lastModifiedBy };
    const stored = storeJob(this.#db, signed as JobParameters, this.#clock.now());
    return stored as JobParameters<DATA>;
  }

  async saveJobState(job: JobParameters, options: JobRepositoryOptions | undefined): Promise<void> {
    const values = stateValues({ ...job, lastModifiedBy: options?.lastModifiedBy });
    await this.#batch.add(() => {
      if (this.#db.run(SAVE_STATE, ...values, String(job._id), job.name) > 0) return;
      throw new Error(`job ${job._id} (${job.name}) is gone; its state was not saved`);
    });
  }

  async lockJob(
    job: JobParameters,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    if (job._id === undefined) return undefined;
    const row = this.#db.runReturning(
      `UPDATE jobs SET locked_at = ?, last_modified_by = ?
       WHERE id = ? AND name = ? AND locked_at IS NULL AND next_run_at IS ? AND disabled = 0 RETURNING ${RECORD}`,
      this.#clock.now(),
      options?.lastModifiedBy ?? null,
      job._id,
      job.name,
      job.nextRunAt?.getTime() ?? null,
    );
    return row === undefined ? undefined : toJob(row);
  }

  async unlockJob(job: JobParameters): Promise<void> {
    if (job._id !== undefined) await this.unlockJobs([job._id]);
  }

  async unlockJobs(jobIds: (JobId | string)[]): Promise<void> {
    // A job without a next time is being run: its lock ends with it.
    const sql = 'UPDATE jobs SET locked_at = NULL WHERE id = ? AND next_run_at IS NOT NULL';
    this.#db.transact(() => {
      for (const id of jobIds) this.#db.run(sql, id);
    });
  }

  async getNextJobToRun(
    jobName: string,
    nextScanAt: Date,
    lockDeadline: Date,
    now: Date | undefined,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    const lockedAt = now?.getTime() ?? this.#clock.now();
    const due = nextScanAt.getTime();
    const expired = lockDeadline.getTime();
    const by = options?.lastModifiedBy ?? null;
    const row = await this.#batch.add(() =>
      this.#db.runReturning(LOCK_NEXT, lockedAt, by, jobName, due, jobName, expired),
    );
    return row === undefined ? undefined : toJob(row);
  }

  /** Runs a statement on every selected job. */
  #change(options: RemoveJobsOptions, statement: string): number {
    const condition = conditionOfChange(options);
    if (condition === undefined) return 0;
    const { where, values } = condition;
    if (options.data === undefined) return this.#db.run(`${statement} WHERE ${where}`, ...values);
    return this.#db.transact(() => this.#changeMatching(options.data, where, values, statement));
  }

  #changeMatching(data: unknown, where: string, values: readonly SqlValue[], statement: string): number {
    const ids = this.#db
      .all(`SELECT id, data FROM jobs WHERE ${where}`, ...values)
      .filter((row) => row.data !== null && contains(JSON.parse(String(row.data)), data))
      .map((row) => Number(row.id));
    for (const id of ids) this.#db.run(`${statement} WHERE id = ?`, id);
    return ids.length;
  }
}

function withState(job: JobParameters, now: Date): JobWithState {
  if (job._id === undefined) throw new Error(`job ${job.name} has no id`);
  return { ...job, _id: job._id, state: computeJobState(job, now) };
}

function isInState(job: JobWithState, state: JobWithState['state'] | undefined): boolean {
  if (state === undefined) return true;
  return state === 'paused' ? job.disabled === true : job.state === state;
}

function emptyOverview(name: string): JobsOverview {
  return {
    name,
    total: 0,
    running: 0,
    scheduled: 0,
    queued: 0,
    completed: 0,
    failed: 0,
    repeating: 0,
    paused: 0,
  };
}
