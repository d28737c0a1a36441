import { ProblemError, problemOf } from '../../src/domain/problem.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Limiter } from '../../src/ports/limiter.ts';

/** What a connection's budget is made of. */
export interface LimiterOptions {
  readonly clock: Clock;
  /** Requests a second; `Infinity` paces nothing. */
  readonly ratePerSecond: number;
  /** Requests that may leave at once after a quiet time; 1 when not given, which spaces every request. */
  readonly burst?: number;
  /** Tasks at work at once. */
  readonly concurrency: number;
  /** Calls of one task in all, the first included. */
  readonly maxAttempts: number;
  /** Told the pause in milliseconds every time the other side asks for one. */
  readonly onRateLimited?: (retryAfterMs: number) => void;
}

/**
 * How much of the pace may be caught up when the queue woke late: timers and a busy process are late by a few
 * milliseconds each time, which at 300 requests a second would cost a sixth of the rate.
 */
const CATCH_UP_MS = 50;

interface Waiting {
  readonly start: () => void;
  readonly refuse: (reason: unknown) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Paces the rate, not only the number at work: a fixed number of workers is right for one latency alone.
 * One queue in order of arrival; one pause for everyone; a task that was told to wait goes to the front.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  return new PacedLimiter(options);
}

class PacedLimiter implements Limiter {
  readonly ratePerSecond: number;
  readonly concurrency: number;
  readonly #options: LimiterOptions;
  readonly #spacingMs: number;
  readonly #headStartMs: number;
  readonly #queue: Waiting[] = [];
  #atWork = 0;
  /** When the next request would be due if every one before had left exactly on the pace. */
  #dueAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  /** Set while the queue sleeps; aborting it wakes the queue up. */
  #sleep: AbortController | undefined;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.ratePerSecond = options.ratePerSecond;
    this.concurrency = options.concurrency;
    this.#spacingMs = 1000 / options.ratePerSecond;
    this.#headStartMs = ((options.burst ?? 1) - 1) * this.#spacingMs;
  }

  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      await this.#turn(signal, attempt > 1);
      try {
        return await task();
      } catch (error) {
        const problem = problemOf(error);
        if (problem?.kind !== 'rate-limited') throw error;
        this.#pause(problem.retryAfterMs);
        if (attempt >= this.#options.maxAttempts) throw new ProblemError(problem, { cause: error });
      } finally {
        this.#atWork -= 1;
        this.#advance();
      }
    }
  }

  /** Resolves when a slot and the pace allow one request; it then counts as at work. */
  #turn(signal: AbortSignal | undefined, first: boolean): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        start: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
        refuse: reject,
        signal,
      };
      const leave = () => this.#leave(waiting);
      signal?.addEventListener('abort', leave, { once: true });
      // A queue that was empty was not late, so there is nothing to catch up.
      if (this.#queue.length === 0) this.#dueAt = Math.max(this.#dueAt, this.#options.clock.now());
      if (first) this.#queue.unshift(waiting);
      else this.#queue.push(waiting);
      this.#advance();
    });
  }

  #leave(waiting: Waiting): void {
    const place = this.#queue.indexOf(waiting);
    if (place >= 0) this.#queue.splice(place, 1);
    waiting.refuse(waiting.signal?.reason);
    if (this.#queue.length === 0) this.#sleep?.abort();
  }

  /** Starts what may start now and sleeps until the next may; called whenever something changed. */
  #advance(): void {
    if (this.#sleep !== undefined) return;
    while (this.#queue.length > 0 && this.#atWork < this.concurrency) {
      const now = this.#options.clock.now();
      const waitMs = Math.max(this.#pausedUntil, this.#dueAt - this.#headStartMs) - now;
      if (waitMs > 0) {
        void this.#wakeAfter(waitMs);
        return;
      }
      this.#dueAt = Math.max(this.#dueAt, now - CATCH_UP_MS) + this.#spacingMs;
      this.#atWork += 1;
      this.#queue.shift()?.start();
    }
  }

  async #wakeAfter(waitMs: number): Promise<void> {
    const sleep = new AbortController();
    this.#sleep = sleep;
    // Rejects only because nobody waits any more; then there is nothing to start either.
    await this.#options.clock.sleep(Math.ceil(waitMs), sleep.signal).catch(() => undefined);
    this.#sleep = undefined;
    this.#advance();
  }

  /** Holds everyone back; the head start is used up, so that a pause does not end in a burst. */
  #pause(retryAfterMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.clock.now() + retryAfterMs);
    this.#dueAt = Math.max(this.#dueAt, this.#pausedUntil + this.#headStartMs);
    this.#options.onRateLimited?.(retryAfterMs);
  }
}
