import type { Instant } from '../domain/ids.ts';

export const JOB_NAMES = [
  'announce',
  'refresh-cards',
  'hand-over',
  'write-connection',
  'start-run',
  'read-back',
  'expire-approval',
  'remind-approval',
  'change-setting',
  'settle-halt',
  'sweep',
  'read-directory',
] as const;
export type JobName = (typeof JOB_NAMES)[number];

/** Work for later. At most one unfinished job exists for a name and key. */
export interface JobRequest {
  readonly name: JobName;
  readonly key: string;
  readonly payload: Readonly<Record<string, string>>;
  /** Not before; now when absent. */
  readonly runAt?: Instant;
}

export interface JobContext {
  readonly payload: Readonly<Record<string, string>>;
  /** Aborts when the job's lock is lost or the process drains; stop before the next write. */
  readonly signal: AbortSignal;
}

/** Every handler may run twice (delivery is at least once) and has to be safe to repeat. */
export type JobHandlers = Readonly<Record<JobName, (job: JobContext) => Promise<void>>>;

export interface Scheduler {
  /** Idempotent by name and key while the job has not started; a request during its run makes it run again. */
  enqueue(job: JobRequest): Promise<void>;
  /** Sets a repeating job; setting it again replaces its interval. Missed firings run once. */
  repeat(name: JobName, everyMs: number): Promise<void>;
  start(handlers: JobHandlers): Promise<void>;
  /** Stops taking jobs, aborts the running ones and waits for them. */
  drain(): Promise<void>;
}
