import type { JobName } from '../src/ports/scheduler.ts';

/** How failed jobs are tried again: after `firstMs`, then twice as long each time, never more than `capMs`. */
export interface Backoff {
  readonly firstMs: number;
  readonly capMs: number;
  /** Given up, logged and removed after this many. */
  readonly retries: number;
}

export interface JobKind {
  /** Runs of this name at once in one process. */
  readonly concurrency: number;
  /** A dead owner's job is taken over after this; a living one renews it three times as often. */
  readonly lockLifetimeMs: number;
  readonly backoff: Backoff;
}

const LOCK_LIFETIME_MS = 30_000;

/** About a day: nobody asks again for this work, and a directory may be down over night. */
const STUBBORN: Backoff = { firstMs: 1_000, capMs: 60_000, retries: 1_440 };
/** Longer than a file is kept, so that its job ends by finding it expired and leaves nothing behind. */
const OVER_A_DAY: Backoff = { ...STUBBORN, retries: 1_500 };
/** It comes round by itself. */
const BRIEF: Backoff = { firstMs: 1_000, capMs: 5_000, retries: 3 };

/** Every job, with what it may cost. */
export const CATALOGUE: Readonly<Record<JobName, JobKind>> = {
  announce: { concurrency: 4, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: STUBBORN },
  'refresh-cards': { concurrency: 8, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: STUBBORN },
  'hand-over': { concurrency: 4, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: OVER_A_DAY },
  'start-run': { concurrency: 4, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: STUBBORN },
  // One a connection, for as long as its runs take: no connection waits for another's end.
  'write-connection': { concurrency: 50, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: STUBBORN },
  'read-back': { concurrency: 4, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: STUBBORN },
  'expire-approval': { concurrency: 4, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: STUBBORN },
  'remind-approval': { concurrency: 4, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: STUBBORN },
  'change-setting': { concurrency: 4, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: STUBBORN },
  'settle-halt': { concurrency: 1, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: STUBBORN },
  'read-directory': { concurrency: 1, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: BRIEF },
  sweep: { concurrency: 1, lockLifetimeMs: LOCK_LIFETIME_MS, backoff: BRIEF },
};
