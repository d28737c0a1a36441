import type { Job, JobRepository } from 'agenda';
import type { Clock } from '../src/ports/clock.ts';
import type { JobContext } from '../src/ports/scheduler.ts';
import { renewLock } from './heartbeat.ts';
import { dataOf, type JobData } from './job-record.ts';
import type { LockGate } from './lock-gate.ts';

/** A job ended by the drain; it is neither done nor failed and comes first after the next start. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted by the drain');
  }
}

interface Run {
  readonly job: Job;
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

/** The jobs at work in this process. */
export class Runs {
  readonly #repository: JobRepository;
  readonly #clock: Clock;
  readonly #gate: LockGate;
  readonly #atWork = new Map<string, Run>();
  readonly #taken = new WeakMap<Job, JobData>();
  readonly #over = new AbortController();

  constructor(repository: JobRepository, clock: Clock, gate: LockGate) {
    this.#repository = repository;
    this.#clock = clock;
    this.#gate = gate;
  }

  /** Runs a handler; its signal aborts when the job's lock is lost or on a drain. */
  async run(job: Job, handler: (job: JobContext) => Promise<void>): Promise<void> {
    const id = String(job.attrs._id);
    // Agenda may have given a run up that has not noticed yet; two of one key never overlap here.
    await this.#atWork.get(id)?.ended;
    this.#over.signal.throwIfAborted();
    const abort = new AbortController();
    const work = this.#work(job, handler, abort.signal);
    this.#atWork.set(id, { job, abort, ended: work.catch(() => undefined) });
    this.#gate.start(id, job.attrs.name);
    try {
      await work;
    } finally {
      this.#atWork.delete(id);
      this.#gate.end(id);
    }
  }

  /** Renews the locks of everything at work every so often, until {@link abort}. */
  async keepLocks(everyMs: number): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await this.#clock.sleep(everyMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      await Promise.all([...this.#atWork.values()].map((run) => this.#keepLock(run)));
    }
  }

  /** The request a job was run for; a later one differs. */
  takenBy(job: Job): JobData {
    return this.#taken.get(job) ?? dataOf(job.attrs);
  }

  /** Aborts everything at work; runs that begin from now on are interrupted at once. */
  abort(): void {
    this.#over.abort(new Interrupted());
    for (const { abort } of this.#atWork.values()) abort.abort(new Interrupted());
  }

  /** Resolves when nothing is at work. */
  async settled(): Promise<void> {
    await Promise.all([...this.#atWork.values()].map(({ ended }) => ended));
  }

  async #work(job: Job, handler: (job: JobContext) => Promise<void>, signal: AbortSignal): Promise<void> {
    // Read again: a request may have come after Agenda took its copy.
    const stored = await this.#repository.getJobById(String(job.attrs._id));
    const data = dataOf(stored ?? job.attrs);
    this.#taken.set(job, data);
    try {
      await handler({ payload: data.payload, signal });
    } catch (error) {
      // Why it was told to stop says more than how the stop surfaced.
      signal.throwIfAborted();
      throw error;
    }
    // A handler that returned early because it was told to stop has not done its work.
    signal.throwIfAborted();
  }

  async #keepLock({ job, abort }: Run): Promise<void> {
    const id = String(job.attrs._id);
    try {
      await renewLock(job, this.#repository, this.#gate.lockedAt(job.attrs.name));
    } catch (error) {
      // A job that has ended meanwhile has given its lock back itself.
      if (this.#atWork.get(id)?.job === job) abort.abort(error);
    }
  }
}
