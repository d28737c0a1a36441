import type { Outcome } from '../domain/run.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { Lease } from '../ports/stores.ts';
import type { Feeding } from './run-feed.ts';

/** One target as the writer hands it on: under which lease, and until when it may write. */
export interface TargetTask extends Feeding {
  readonly lease: Lease;
  readonly signal: AbortSignal;
}

/** How a target ended, what it was before and, when it was read, what it is now. */
export interface Settled {
  readonly before: DirectoryUser | null;
  readonly after: DirectoryUser | null;
  readonly outcome: Outcome;
}
