import assert from 'node:assert/strict';
import type { AgendaBackend } from 'agenda';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import { CATALOGUE, type JobKind } from '../../jobs/catalogue.ts';
import { createScheduler } from '../../jobs/create-scheduler.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Logger } from '../../src/ports/logger.ts';
import {
  JOB_NAMES,
  type JobContext,
  type JobHandlers,
  type JobName,
  type JobRequest,
  type Scheduler,
} from '../../src/ports/scheduler.ts';
import { quietLogger } from '../support/quiet.ts';

/** A place for jobs that outlives schedulers. */
export interface JobsHarness {
  readonly backend: AgendaBackend;
  /** Closes everything and opens the same jobs again, as after a restart. */
  reopen(): Promise<void>;
  end(): Promise<void>;
}

export type OpenJobs = () => Promise<JobsHarness>;

/** Failed jobs come back at once, three times; otherwise what is really used. */
export const QUICK = Object.fromEntries(
  JOB_NAMES.map((name) => [name, { ...CATALOGUE[name], backoff: { firstMs: 1, capMs: 1, retries: 3 } }]),
) as Record<JobName, JobKind>;

export const HOUR_MS = 3_600_000;

const BACKOFF = { firstMs: HOUR_MS, capMs: HOUR_MS, retries: 3 };
/** A failed job comes back after an hour. */
export const SLOW = { ...QUICK, 'refresh-cards': { ...QUICK['refresh-cards'], backoff: BACKOFF } };

/** Lets everything that is ready to run do so. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A request to `refresh-cards` whose payload says `v`. */
export function request(key: string, v = key, changes: Partial<JobRequest> = {}): JobRequest {
  return { name: 'refresh-cards', key, payload: { v }, ...changes };
}

export interface SchedulerSettings {
  readonly catalogue?: Readonly<Record<JobName, JobKind>>;
  readonly clock?: Clock;
}

/** Schedulers on one backend, with what they logged and counted. Agenda reads the real clock, so they do too. */
export class Bench {
  readonly jobs: JobsHarness;
  readonly errors: string[] = [];
  failures = 0;
  #started: Scheduler[] = [];

  constructor(jobs: JobsHarness) {
    this.jobs = jobs;
  }

  create({ catalogue = QUICK, clock = systemClock }: SchedulerSettings = {}): Scheduler {
    const logger: Logger = { ...quietLogger, error: (message) => void this.errors.push(message) };
    const count = () => {
      this.failures += 1;
    };
    const metrics = { time() {}, count };
    const { backend } = this.jobs;
    const scheduler = createScheduler({ backend, clock, ids: systemIds, logger, metrics, catalogue });
    this.#started.push(scheduler);
    return scheduler;
  }

  /** Drains what was created, then opens the jobs again. */
  async restart(): Promise<void> {
    await this.drain();
    await this.jobs.reopen();
  }

  async drain(): Promise<void> {
    for (const scheduler of this.#started.splice(0)) await scheduler.drain();
  }

  /** How many jobs are kept. */
  async count(): Promise<number> {
    return (await this.jobs.backend.repository.queryJobs()).total;
  }

  /** Resolves when so many jobs are left and none of them is at work. */
  async untilLeft(count: number): Promise<void> {
    for (;;) {
      const { jobs } = await this.jobs.backend.repository.queryJobs();
      if (jobs.length === count && jobs.every((job) => job.lockedAt === undefined)) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

export function onFreshJobs(open: OpenJobs, tests: (bench: () => Bench) => void): void {
  let bench: Bench | undefined;
  beforeEach(async () => {
    bench = new Bench(await open());
  });
  afterEach(async () => {
    await bench?.drain();
    await bench?.jobs.end();
  });
  tests(() => {
    assert.ok(bench);
    return bench;
  });
}

/** One run of a handler that a test can watch and end. */
export interface Call extends JobContext {
  readonly name: JobName;
  /** Ends the run: well, or with an error. */
  finish(error?: Error): void;
}

/** Handlers whose runs wait for the test, or end at once when `auto` says how. */
export class Calls {
  readonly all: Call[] = [];
  readonly handlers: JobHandlers;
  #watchers: { readonly count: number; readonly tell: () => void }[] = [];

  constructor(auto?: (call: Call, n: number) => void) {
    const handler = (name: JobName) => (job: JobContext) =>
      new Promise<void>((resolve, reject) => {
        const finish = (error?: Error) => (error === undefined ? resolve() : reject(error));
        const call: Call = { ...job, name, finish };
        this.all.push(call);
        auto?.(call, this.all.length);
        this.#watchers = this.#watchers.filter(({ count, tell }) => this.all.length < count || tell());
      });
    this.handlers = Object.fromEntries(JOB_NAMES.map((name) => [name, handler(name)])) as JobHandlers;
  }

  /** The n-th run, as soon as it has begun. */
  async begun(n: number): Promise<Call> {
    await new Promise<void>((resolve) => {
      if (this.all.length >= n) resolve();
      else this.#watchers.push({ count: n, tell: resolve });
    });
    const call = this.all[n - 1];
    assert.ok(call);
    return call;
  }

  get payloads(): readonly (string | undefined)[] {
    return this.all.map(({ payload }) => payload.v);
  }
}

/** Runs that end well at once. */
export function instantCalls(): Calls {
  return new Calls((call) => call.finish());
}
