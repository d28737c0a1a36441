/** The rate budget of one connection, shared by everything that calls it. */
export interface Limiter {
  /**
   * Runs the task when a slot and the pace allow it. A task that throws a `rate-limited` problem pauses
   * every caller for its `retryAfterMs` and is tried again, at most `maxAttempts` times in all; then the
   * problem is thrown. Rejects with the signal's reason when it aborts while waiting.
   */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Requests a second the pace allows right now, for estimates. */
  readonly ratePerSecond: number;
  /** Tasks at work at once. */
  readonly concurrency: number;
}
