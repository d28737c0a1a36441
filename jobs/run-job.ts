import type { Job, JobRepository } from 'agenda';
import type { Clock } from '../src/ports/clock.ts';
import type { JobContext } from '../src/ports/scheduler.ts';
import { keepLock } from './heartbeat.ts';
import { dataOf, type JobData } from './job-record.ts';
import type { LockGate } from './lock-gate.ts';

/** A job ended by the drain; it is neither done nor failed and comes first after the next start. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted by the drain');
  }
}

/** Ends a heartbeat; made once, since an error of its own for every job costs more than the rest of its end. */
const OVER = new Error('the job is over');

/** The jobs at work in this process. */
export class Runs {
  readonly #repository: JobRepository;
  readonly #clock: Clock;
  readonly #gate: LockGate;
  readonly #atWork = new Map<string, { readonly abort: AbortController; readonly ended: Promise<unknown> }>();
  readonly #taken = new WeakMap<Job, JobData>();
  #isDraining = false;

  constructor(repository: JobRepository, clock: Clock, gate: LockGate) {
    this.#repository = repository;
    this.#clock = clock;
    this.#gate = gate;
  }

  /** Runs a handler under a lock that is kept alive; its signal aborts when the lock is lost or on a drain. */
  async run(job: Job, everyMs: number, handler: (job: JobContext) => Promise<void>): Promise<void> {
    const id = String(job.attrs._id);
    // Agenda may have given a run up that has not noticed yet; two of one key never overlap here.
    await this.#atWork.get(id)?.ended;
    if (this.#isDraining) throw new Interrupted();
    const abort = new AbortController();
    const work = this.#work(job, everyMs, handler, abort);
    this.#atWork.set(id, { abort, ended: work.catch(() => undefined) });
    this.#gate.start(id, job.attrs.name);
    try {
      await work;
    } finally {
      this.#atWork.delete(id);
      this.#gate.end(id);
    }
  }

  /** The request a job was run for; a later one differs. */
  takenBy(job: Job): JobData {
    return this.#taken.get(job) ?? dataOf(job.attrs);
  }

  /** Aborts everything at work; runs that begin from now on are interrupted at once. */
  abort(): void {
    this.#isDraining = true;
    for (const { abort } of this.#atWork.values()) abort.abort(new Interrupted());
  }

  /** Resolves when nothing is at work. */
  async settled(): Promise<void> {
    await Promise.all([...this.#atWork.values()].map(({ ended }) => ended));
  }

  async #work(
    job: Job,
    everyMs: number,
    handler: (job: JobContext) => Promise<void>,
    abort: AbortController,
  ): Promise<void> {
    // Read again: a request may have come after Agenda took its copy.
    const stored = await this.#repository.getJobById(String(job.attrs._id));
    const data = dataOf(stored ?? job.attrs);
    this.#taken.set(job, data);
    const over = new AbortController();
    const beat = keepLock(
      {
        job,
        repository: this.#repository,
        clock: this.#clock,
        everyMs,
        lockedAt: () => this.#gate.lockedAt(job.attrs.name),
      },
      over.signal,
    ).catch((error) => {
      if (!over.signal.aborted) abort.abort(error);
    });
    try {
      await handler({ payload: data.payload, signal: abort.signal });
    } catch (error) {
      // Why it was told to stop says more than how the stop surfaced.
      abort.signal.throwIfAborted();
      throw error;
    } finally {
      over.abort(OVER);
      await beat;
    }
    // A handler that returned early because it was told to stop has not done its work.
    abort.signal.throwIfAborted();
  }
}
