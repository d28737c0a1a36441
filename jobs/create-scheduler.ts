import {
  type Agenda,
  type AgendaBackend,
  exponential,
  InMemoryNotificationChannel,
  type Job,
  type JobParameters,
} from 'agenda';
import type { Instant } from '../src/domain/ids.ts';
import { isProblem, problemOf } from '../src/domain/problem.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { IdSource } from '../src/ports/id-source.ts';
import type { Logger } from '../src/ports/logger.ts';
import type { Metrics } from '../src/ports/metrics.ts';
import {
  JOB_NAMES,
  type JobHandlers,
  type JobName,
  type JobRequest,
  type Scheduler,
} from '../src/ports/scheduler.ts';
import { CATALOGUE, type JobKind } from './catalogue.ts';
import { createAgenda } from './create-agenda.ts';
import { dataOf, type JobData, type JobRecord, jobRecord } from './job-record.ts';
import { AGENDA_LOCK_MS, type EndJob, LockGate } from './lock-gate.ts';
import { Interrupted, Runs } from './run-job.ts';

/** Renewals of a lock within its lifetime: two may fail or come late before it is lost. */
const HEARTBEATS = 3;

export interface SchedulerOptions {
  readonly backend: AgendaBackend;
  /** The clock that all instances share; it may differ from the machine's, which Agenda reads by itself. */
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly catalogue?: Readonly<Record<JobName, JobKind>>;
}

/** The scheduler port on Agenda. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  return new AgendaScheduler(options);
}

/**
 * A name and key share one record. Every request leaves its own mark in it; when a run ends, the record is
 * removed only if the mark is still the one that was run, else the job is made due again. So a request during
 * a run is never lost, whichever process it came from. The lock is held until then: what a crash leaves behind is
 * taken over with it.
 */
class AgendaScheduler implements Scheduler {
  readonly #options: SchedulerOptions;
  readonly #catalogue: Readonly<Record<JobName, JobKind>>;
  readonly #channel;
  readonly #gate: LockGate;
  readonly #runs: Runs;
  readonly #agenda: Agenda;
  readonly #settling = new Set<Promise<void>>();
  readonly #intervals = new Map<string, { readonly everyMs: number; readonly since: Instant }>();
  #isDraining = false;

  constructor(options: SchedulerOptions) {
    const { backend, clock, logger, catalogue = CATALOGUE } = options;
    this.#options = options;
    this.#catalogue = catalogue;
    this.#channel = backend.notificationChannel ?? new InMemoryNotificationChannel();
    this.#gate = new LockGate(clock, new Map(Object.entries(catalogue)));
    this.#runs = new Runs(backend.repository, clock, this.#gate);
    this.#agenda = createAgenda({
      backend,
      repository: this.#gate.wrap(backend.repository, (job, save) => this.#end(job, save)),
      channel: this.#channel,
      maxConcurrency: Object.values(catalogue).reduce((sum, { concurrency }) => sum + concurrency, 0),
      logger,
      clock,
    });
    this.#agenda.on('fail', (error: Error, job: Job) => this.#reportFailure(error, job));
    this.#agenda.on('complete', (job: Job) => this.#track(this.#settle(job)));
  }

  async enqueue({ name, key, payload, runAt }: JobRequest): Promise<void> {
    const { clock, ids, backend } = this.#options;
    const dueAt = runAt ?? clock.now();
    const data: JobData = { key, payload, request: ids.secret(), dueAt };
    const record = jobRecord(name, data, new Date(dueAt), true);
    const stored = await backend.repository.saveJob(record, undefined);
    if (stored.data.request === data.request) return await this.#wake(stored);
    await this.#wake(await this.#renew(stored, data));
  }

  async repeat(name: JobName, everyMs: number): Promise<void> {
    this.#intervals.set(name, { everyMs, since: Date.now() });
    const data: JobData = { key: null, payload: {}, request: '', dueAt: 0 };
    const job = await this.#agenda.every(everyMs, name, data);
    // Agenda keeps the time that was set before, which under a longer interval may be far away.
    const latest = new Date(Date.now() + everyMs);
    if (job.attrs.nextRunAt === null || job.attrs.nextRunAt <= latest) return;
    job.attrs.nextRunAt = latest;
    await job.save();
  }

  async start(handlers: JobHandlers): Promise<void> {
    for (const name of JOB_NAMES) {
      const { concurrency, backoff } = this.#catalogue[name];
      const retry = exponential({
        delay: backoff.firstMs,
        maxDelay: backoff.capMs,
        maxRetries: backoff.retries,
      });
      // One parameter: with a second one Agenda would wait for a callback.
      this.#agenda.define(name, (job: Job) => this.#runs.run(job, handlers[name]), {
        concurrency,
        lockLifetime: AGENDA_LOCK_MS,
        backoff: (failure) =>
          failure.error instanceof Interrupted ? 0 : notBefore(retry(failure), failure.error),
      });
    }
    await this.#reviveEnded();
    await this.#agenda.start();
    const shortest = Math.min(...Object.values(this.#catalogue).map(({ lockLifetimeMs }) => lockLifetimeMs));
    this.#track(this.#runs.keepLocks(shortest / HEARTBEATS));
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    const waiting = this.#gate.close();
    this.#runs.abort();
    await this.#agenda.drain();
    await this.#runs.settled();
    await Promise.all(this.#settling);
    await this.#giveBack(waiting);
  }

  /** A store that cannot be written, as on a full disk, must not fail the drain: locks also end by themselves. */
  async #giveBack(locked: readonly string[]): Promise<void> {
    const { backend, logger } = this.#options;
    try {
      if (locked.length > 0) await backend.repository.unlockJobs([...locked]);
    } catch (error) {
      logger.warn('locks not given back', { jobs: locked.length, error });
    }
  }

  /** Puts a request on a job that exists: one that waits keeps the earlier time, one at work runs again. */
  async #renew(stored: JobRecord, data: JobData): Promise<JobRecord> {
    const isWaiting = stored.lockedAt === undefined && stored.nextRunAt !== null;
    const dueAt = isWaiting ? Math.min(timeOf(stored.nextRunAt), data.dueAt) : data.dueAt;
    const renewed = jobRecord(stored.name as JobName, { ...data, dueAt }, new Date(dueAt), false);
    return await this.#options.backend.repository.saveJob(renewed, undefined);
  }

  /** Removes a job that is over, or makes it due again when it was requested meanwhile. */
  async #end(job: JobParameters, save: Parameters<EndJob>[1]): Promise<void> {
    const { repository } = this.#options.backend;
    const id = String(job._id);
    try {
      if ((await repository.removeJobs({ id, data: this.#runs.takenBy(job) })) > 0) return;
      const left = await repository.getJobById(id);
      if (left === null) return;
      await save(new Date(dataOf(left).dueAt));
      // Another request, with a time of its own, may have come while that was written.
      const newest = await repository.getJobById(id);
      if (newest === null || dataOf(newest).request === dataOf(left).request) return;
      await this.#renew(newest as JobRecord, dataOf(newest));
    } catch (error) {
      // Tried again while the store is away.
      if (!isProblem(error, 'unavailable'))
        this.#options.logger.warn('ended job not cleared, it runs again', { job: job.name, error });
      throw error;
    }
  }

  /** Fills the place of a job that ended. */
  async #settle(job: Job): Promise<void> {
    try {
      if (job.attrs.nextRunAt !== null) await this.#keepInterval(job);
      // Not before Agenda has counted the job as ended.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#notify(job.attrs);
    } catch (error) {
      this.#options.logger.error('next job not looked for', { job: job.attrs.name, error });
    }
  }

  /** An interval set during a run was overwritten when the run ended. */
  async #keepInterval({ attrs }: Job): Promise<void> {
    const interval = this.#intervals.get(attrs.name);
    if (dataOf(attrs).key !== null || interval === undefined) return;
    // One that was set before the run began may have been replaced by another instance since.
    const isNewer = interval.since >= (attrs.lastRunAt?.getTime() ?? 0);
    if (isNewer && attrs.repeatInterval !== interval.everyMs) {
      await this.repeat(attrs.name as JobName, interval.everyMs);
    }
  }

  /** What a crash left between the end of a run and its removal runs once more: nobody knows any better. */
  async #reviveEnded(): Promise<void> {
    for (const state of ['completed', 'failed'] as const) {
      const { jobs } = await this.#options.backend.repository.queryJobs({ names: [...JOB_NAMES], state });
      for (const job of jobs) if (job.type === 'normal') await this.#makeDue(job as JobRecord);
    }
  }

  async #makeDue(job: JobRecord): Promise<void> {
    if (job.lockedAt !== undefined || job.nextRunAt !== null) return;
    const data = dataOf(job);
    const due = jobRecord(job.name as JobName, data, new Date(data.dueAt), false);
    await this.#wake(await this.#options.backend.repository.saveJob(due, undefined));
  }

  #wake(job: JobRecord): Promise<void> {
    return this.#notify(this.#gate.toMachine(job));
  }

  /** Tells Agenda to look for jobs of this name now instead of at its next round. */
  async #notify({
    _id,
    name,
    nextRunAt,
    priority,
  }: Pick<JobRecord, '_id' | 'name' | 'nextRunAt' | 'priority'>) {
    if (_id === undefined || this.#isDraining || this.#channel.state !== 'connected') return;
    const timestamp = new Date(this.#options.clock.now());
    await this.#channel.publish({ jobId: _id, jobName: name, nextRunAt, priority, timestamp });
  }

  #reportFailure(error: Error, job: Job): void {
    if (error instanceof Interrupted) return;
    const { name, failCount } = job.attrs;
    const { retries } = this.#catalogue[name as JobName].backoff;
    this.#options.metrics.count('job_failures', { job: name });
    const isOver = (failCount ?? 0) > retries && dataOf(job.attrs).key !== null;
    if (isOver) this.#options.logger.error('job given up', { job: name, failures: failCount, error });
    else
      this.#options.logger.warn('job failed, tried again later', { job: name, failures: failCount, error });
  }

  #track(work: Promise<void>): void {
    this.#settling.add(work);
    void work.finally(() => this.#settling.delete(work));
  }
}

/** The pause before the next try, which is never shorter than what whoever turned it down asked for. */
function notBefore(pauseMs: number | null, error: Error): number | null {
  const problem = problemOf(error);
  if (pauseMs === null || problem?.kind !== 'rate-limited') return pauseMs;
  return Math.max(pauseMs, problem.retryAfterMs);
}

function timeOf(date: Date | null): Instant {
  return date?.getTime() ?? Number.POSITIVE_INFINITY;
}
