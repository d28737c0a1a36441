import type { JobParameters, JobRepository } from 'agenda';
import type { Instant } from '../src/domain/ids.ts';
import { isProblem } from '../src/domain/problem.ts';
import type { Clock } from '../src/ports/clock.ts';
import { PROCESS_EVERY_MS } from './create-agenda.ts';
import { datesMoved } from './moved-dates.ts';

/**
 * What Agenda is told is a job's lock lifetime. After each job it keeps a timer of half of it, which keeps
 * the process alive, so it is short; locks are dated ahead instead, see {@link LockGate.lockedAt}.
 */
export const AGENDA_LOCK_MS = 1_000;

export interface GateLimits {
  readonly concurrency: number;
  readonly lockLifetimeMs: number;
}

/** Ends a job that is over; `save` stores it as due at that time and gives its lock back. */
export type EndJob = (job: JobParameters, save: (nextRunAt: Date) => Promise<void>) => Promise<void>;

/**
 * Lets Agenda lock only as many jobs of a name as can start. Its own `lockLimit` cannot be used for that: a
 * lock that expires before its job starts is never given back to the limit, and unlimited it locks a whole
 * backlog at once.
 *
 * It also stands between two clocks: Agenda reads the machine's by itself, while what is stored is dated by the
 * service's, which all instances share. So a machine that is ahead takes no lock early and one behind none late.
 */
export class LockGate {
  readonly #clock: Clock;
  readonly #limits: ReadonlyMap<string, GateLimits>;
  /** Jobs handed to Agenda, by id; one that never starts is forgotten when its lock expires. */
  readonly #held = new Map<string, { readonly name: string; readonly until: Instant }>();
  /** The lock that was handed to Agenda last, by the job's id, and the one a record of Agenda's runs under. */
  readonly #newest = new Map<string, Date>();
  readonly #runsUnder = new WeakMap<JobParameters, Date>();
  /** What a lock's date was in the store before it was moved; it tells the lock from others and must not drift. */
  readonly #storedDates = new WeakMap<Date, Date>();
  readonly #closed = new AbortController();

  constructor(clock: Clock, limits: ReadonlyMap<string, GateLimits>) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** The repository as Agenda shall see it; `end` is called in place of storing that a job is over. */
  wrap(repository: JobRepository, end: EndJob): JobRepository {
    const getNextJobToRun: JobRepository['getNextJobToRun'] = async (
      name,
      _nextScanAt,
      _deadline,
      _now,
      options,
    ) => {
      if (!this.#isOpen(name)) return undefined;
      const now = this.#clock.now();
      const until = new Date(now + PROCESS_EVERY_MS);
      const expired = new Date(now - AGENDA_LOCK_MS);
      const stored = await repository.getNextJobToRun(name, until, expired, this.lockedAt(name), options);
      if (stored === undefined) return undefined;
      const job = this.toMachine(stored);
      this.#hold(job);
      return job;
    };
    const unlockJob: JobRepository['unlockJob'] = async (job) => {
      this.end(String(job._id));
      await repository.unlockJob(job);
    };
    const saveJob: JobRepository['saveJob'] = async (job, options) =>
      this.toMachine(await repository.saveJob(this.toStore(job), options));
    const saveJobState: JobRepository['saveJobState'] = async (job, options) => {
      this.#refuseStale(job);
      if (job.lockedAt !== undefined) return await repository.saveJobState(this.toStore(job), options);
      const ended = this.toStore(job);
      const save = (nextRunAt: Date | null) => repository.saveJobState({ ...ended, nextRunAt }, options);
      // While the end is on its way to the store, Agenda would call a job without a lock lost.
      job.lockedAt = new Date(Date.now() + this.#lifetimeMs(job.name));
      try {
        await this.#untilStored(job, () =>
          ended.nextRunAt === null ? end(job, save) : save(ended.nextRunAt),
        );
      } finally {
        delete job.lockedAt;
      }
    };
    const replaced: Partial<JobRepository> = { getNextJobToRun, unlockJob, saveJob, saveJobState };
    return new Proxy(repository, {
      get(target, name: keyof JobRepository) {
        return replaced[name] ?? target[name].bind(target);
      },
    });
  }

  /** The date of a lock taken or renewed now: so far ahead that Agenda sees it expire after its lifetime. */
  lockedAt(name: string): Date {
    return new Date(this.#clock.now() + this.#lifetimeMs(name) - AGENDA_LOCK_MS);
  }

  /** A stored record with its dates as the machine's clock would have them. */
  toMachine<T extends JobParameters>(job: T): T {
    const moved = datesMoved(job, Date.now() - this.#clock.now());
    if (moved.lockedAt && job.lockedAt) this.#storedDates.set(moved.lockedAt, job.lockedAt);
    return moved;
  }

  /** A record of Agenda's with its dates as they are stored. */
  toStore<T extends JobParameters>(job: T): T {
    const moved = datesMoved(job, this.#clock.now() - Date.now());
    const lockedAt = job.lockedAt && this.#storedDates.get(job.lockedAt);
    return lockedAt === undefined ? moved : { ...moved, lockedAt };
  }

  /** The job runs: it counts until {@link end}, however long it takes. */
  start(id: string, name: string): void {
    this.#held.set(id, { name, until: Number.POSITIVE_INFINITY });
  }

  end(id: string): void {
    this.#held.delete(id);
  }

  /** Hands out nothing any more; returns the ids of jobs that were locked and have not started. */
  close(): readonly string[] {
    this.#closed.abort();
    return [...this.#held].filter(([, { until }]) => Number.isFinite(until)).map(([id]) => id);
  }

  /**
   * Stores the end of a job. While the store is away its lock stays, and nobody else would take the job up until it
   * is over: so that is tried again for as long.
   */
  async #untilStored({ name }: JobParameters, store: () => Promise<void>): Promise<void> {
    const giveUpAt = this.#clock.now() + this.#lifetimeMs(name);
    for (;;) {
      try {
        return await store();
      } catch (error) {
        const isOver = this.#closed.signal.aborted || this.#clock.now() + PROCESS_EVERY_MS >= giveUpAt;
        if (isOver || !isProblem(error, 'unavailable')) throw error;
        // A drain ends the pause, and with it the last try.
        await this.#clock.sleep(PROCESS_EVERY_MS, this.#closed.signal).catch(() => undefined);
      }
    }
  }

  #isOpen(name: string): boolean {
    if (this.#closed.signal.aborted) return false;
    const now = this.#clock.now();
    let count = 0;
    for (const [id, held] of this.#held) {
      if (held.until <= now) this.#held.delete(id);
      else if (held.name === name) count += 1;
    }
    return count < (this.#limits.get(name)?.concurrency ?? 0);
  }

  #hold({ _id, name, lockedAt }: JobParameters): void {
    const id = String(_id);
    this.#held.set(id, { name, until: this.#clock.now() + this.#lifetimeMs(name) });
    if (lockedAt !== undefined) this.#newest.set(id, lockedAt);
  }

  /** A run that Agenda gave up must not end the one it has begun since. */
  #refuseStale(job: JobParameters): void {
    const id = String(job._id);
    if (job.lockedAt !== undefined && !this.#runsUnder.has(job)) this.#runsUnder.set(job, job.lockedAt);
    const newest = this.#newest.get(id);
    if (newest !== undefined && newest !== this.#runsUnder.get(job)) {
      throw new Error(`job ${id} (${job.name}) was taken anew`);
    }
    if (job.lockedAt === undefined) this.#newest.delete(id);
  }

  #lifetimeMs(name: string): number {
    return this.#limits.get(name)?.lockLifetimeMs ?? AGENDA_LOCK_MS;
  }
}
