import type { Clock } from '../../src/ports/clock.ts';
import type { JobHandlers, JobName, JobRequest, Scheduler } from '../../src/ports/scheduler.ts';

/** A scheduler that does nothing by itself: a test says when the jobs that are due shall run. */
export class ManualScheduler implements Scheduler {
  readonly #clock: Clock;
  /** Taken and not ended: never run twice at once, however many settle at the same time. */
  readonly #running = new Set<JobRequest>();
  #queue: JobRequest[] = [];
  #failed: JobRequest[] = [];
  #handlers: JobHandlers | undefined;
  #abort = new AbortController();
  /** Jobs that ended well, in their order. */
  readonly ended: JobRequest[] = [];
  /** What failed jobs threw, oldest first. */
  readonly errors: unknown[] = [];

  constructor(clock: Clock, unfinished: readonly JobRequest[] = []) {
    this.#clock = clock;
    this.#queue = [...unfinished];
  }

  async enqueue(job: JobRequest): Promise<void> {
    const isQueued = this.#queue.some(({ name, key }) => name === job.name && key === job.key);
    if (!isQueued) this.#queue.push(job);
  }

  async repeat(): Promise<void> {}

  async start(handlers: JobHandlers): Promise<void> {
    this.#handlers = handlers;
  }

  async drain(): Promise<void> {
    this.#abort.abort();
  }

  /** Names of the jobs that wait, in order. */
  get waiting(): readonly JobName[] {
    return this.#queue.map(({ name }) => name);
  }

  /** Names of the jobs that failed and wait for their next try. */
  get failing(): readonly JobName[] {
    return this.#failed.map(({ name }) => name);
  }

  /** True when a job could be run now. */
  get isDue(): boolean {
    return this.#queue.some((job) => this.#mayRun(job));
  }

  /** What a next life has to do: jobs that wait, that failed and that were at work. */
  get unfinished(): readonly JobRequest[] {
    return [...this.#running, ...this.#failed, ...this.#queue];
  }

  /** Runs every job that is due, and those they ask for; jobs that failed earlier are tried once more. */
  async settle(): Promise<void> {
    this.#queue.push(...this.#failed.splice(0));
    for (;;) {
      const next = this.#queue.findIndex((job) => this.#mayRun(job));
      const [job] = next < 0 ? [] : this.#queue.splice(next, 1);
      if (job === undefined) return;
      this.#running.add(job);
      try {
        await this.#handlers?.[job.name]({ payload: job.payload, signal: this.#abort.signal });
        this.ended.push(job);
      } catch (error) {
        this.errors.push(error);
        this.#failed.push(job);
      } finally {
        this.#running.delete(job);
      }
    }
  }

  #mayRun({ name, key, runAt }: JobRequest): boolean {
    const isRunning = [...this.#running].some((other) => other.name === name && other.key === key);
    return !isRunning && (runAt ?? 0) <= this.#clock.now();
  }
}
