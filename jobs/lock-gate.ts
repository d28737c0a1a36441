import type { JobRepository } from 'agenda';
import type { Instant } from '../src/domain/ids.ts';
import type { Clock } from '../src/ports/clock.ts';

/**
 * What Agenda is told is a job's lock lifetime. After each job it keeps a timer of half of it, which keeps
 * the process alive, so it is short; locks are dated ahead instead, see {@link LockGate.lockedAt}.
 */
export const AGENDA_LOCK_MS = 1_000;

export interface GateLimits {
  readonly concurrency: number;
  readonly lockLifetimeMs: number;
}

/**
 * Lets Agenda lock only as many jobs of a name as can start. Its own `lockLimit` cannot be used for that: a
 * lock that expires before its job starts is never given back to the limit, and unlimited it locks a whole
 * backlog at once.
 */
export class LockGate {
  readonly #clock: Clock;
  readonly #limits: ReadonlyMap<string, GateLimits>;
  /** Jobs handed to Agenda, by id; one that never starts is forgotten when its lock expires. */
  readonly #held = new Map<string, { readonly name: string; readonly until: Instant }>();
  #isClosed = false;

  constructor(clock: Clock, limits: ReadonlyMap<string, GateLimits>) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** The repository as Agenda shall see it. */
  wrap(repository: JobRepository): JobRepository {
    const getNextJobToRun: JobRepository['getNextJobToRun'] = async (
      name,
      nextScanAt,
      deadline,
      _now,
      options,
    ) => {
      if (!this.#isOpen(name)) return undefined;
      const job = await repository.getNextJobToRun(name, nextScanAt, deadline, this.lockedAt(name), options);
      if (job !== undefined) this.#hold(String(job._id), name);
      return job;
    };
    const unlockJob: JobRepository['unlockJob'] = async (job) => {
      this.end(String(job._id));
      await repository.unlockJob(job);
    };
    const saveJobState: JobRepository['saveJobState'] = async (job, options) => {
      const saving = repository.saveJobState({ ...job }, options);
      if (job.lockedAt !== undefined) return saving;
      // A job that ended gives its lock back with this; while it is on its way Agenda would call it a lost lock.
      job.lockedAt = this.lockedAt(job.name);
      try {
        await saving;
      } finally {
        delete job.lockedAt;
      }
    };
    const replaced: Partial<JobRepository> = { getNextJobToRun, unlockJob, saveJobState };
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

  /** The job runs: it counts until {@link end}, however long it takes. */
  start(id: string, name: string): void {
    this.#held.set(id, { name, until: Number.POSITIVE_INFINITY });
  }

  end(id: string): void {
    this.#held.delete(id);
  }

  /** Hands out nothing any more; returns the ids of jobs that were locked and have not started. */
  close(): readonly string[] {
    this.#isClosed = true;
    return [...this.#held].filter(([, { until }]) => Number.isFinite(until)).map(([id]) => id);
  }

  #isOpen(name: string): boolean {
    if (this.#isClosed) return false;
    const now = this.#clock.now();
    let count = 0;
    for (const [id, held] of this.#held) {
      if (held.until <= now) this.#held.delete(id);
      else if (held.name === name) count += 1;
    }
    return count < (this.#limits.get(name)?.concurrency ?? 0);
  }

  #hold(id: string, name: string): void {
    this.#held.set(id, { name, until: this.#clock.now() + this.#lifetimeMs(name) });
  }

  #lifetimeMs(name: string): number {
    return this.#limits.get(name)?.lockLifetimeMs ?? AGENDA_LOCK_MS;
  }
}
