import type { Job, JobParameters, JobRepository } from 'agenda';
import { isProblem, ProblemError } from '../src/domain/problem.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { JobContext } from '../src/ports/scheduler.ts';
import { type Lock, renewLock } from './heartbeat.ts';
import { dataOf, type JobData } from './job-record.ts';
import { AGENDA_LOCK_MS, type LockGate } from './lock-gate.ts';

/** A job ended by the drain; it is neither done nor failed and comes first after the next start. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted by the drain');
  }
}

interface Run {
  readonly lock: Lock;
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

/** The jobs at work in this process. */
export class Runs {
  readonly #repository: JobRepository;
  readonly #clock: Clock;
  readonly #gate: LockGate;
  readonly #atWork = new Map<string, Run>();
  readonly #taken = new WeakMap<JobParameters, JobData>();
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
    const lock: Lock = { job, dates: [] };
    const work = this.#work(lock, handler, abort.signal);
    this.#atWork.set(id, { lock, abort, ended: work.catch(() => undefined) });
    this.#gate.start(id, job.attrs.name);
    try {
      await work;
    } finally {
      this.#atWork.delete(id);
      this.#gate.end(id);
    }
  }

  /**
   * Renews the locks of everything at work every so often, until {@link abort}. A store that does not answer holds
   * no round up.
   */
  async keepLocks(everyMs: number): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await this.#clock.sleep(everyMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      for (const run of this.#atWork.values()) void this.#keepLock(run, everyMs);
    }
  }

  /** The request a record of Agenda's was run for; a later one differs. */
  takenBy(attrs: JobParameters): JobData {
    return this.#taken.get(attrs) ?? dataOf(attrs);
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

  async #work(lock: Lock, handler: (job: JobContext) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { attrs } = lock.job;
    // Read again: a request may have come after Agenda took its copy.
    const stored = await this.#repository.getJobById(String(attrs._id));
    if (stored?.lockedAt !== undefined) lock.dates = [stored.lockedAt];
    const data = dataOf(stored ?? attrs);
    this.#taken.set(attrs, data);
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

  async #keepLock({ lock, abort }: Run, everyMs: number): Promise<void> {
    // Its run has not begun yet.
    if (lock.dates.length === 0) return;
    const answered = new AbortController();
    const late = this.#clock.sleep(everyMs / 2, answered.signal).then(() => {
      throw new ProblemError({ kind: 'unavailable', source: 'database', message: 'It does not answer.' });
    });
    try {
      await Promise.race([renewLock(lock, this.#repository, this.#gate), late]);
    } catch (error) {
      if (isProblem(error, 'unavailable') && this.#outlives(lock, everyMs)) return;
      // A job that has ended meanwhile has given its lock back itself.
      if (this.#atWork.get(String(lock.job.attrs._id))?.lock === lock) abort.abort(error);
    } finally {
      answered.abort();
      late.catch(() => undefined);
    }
  }

  /** Whether a lock that could not be renewed is still held at the next round. */
  #outlives({ dates: [stored] }: Lock, everyMs: number): boolean {
    if (stored === undefined) return false;
    return stored.getTime() + AGENDA_LOCK_MS - this.#clock.now() > everyMs;
  }
}
