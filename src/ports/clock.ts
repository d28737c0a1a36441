import type { Instant } from '../domain/ids.ts';

/** Time as a port: nothing in `src` reads the machine's clock. */
export interface Clock {
  now(): Instant;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
