import type { Instant } from '../../domain/ids.ts';
import type { Outcome } from '../../domain/run.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import type { CapMeter } from './cap-meter.ts';
import type { HeldLease } from './held-lease.ts';
import type { Feeding } from './run-feed.ts';

/** One target as the writer hands it on: under which lease and cap, and until when it may write. */
export interface TargetTask extends Feeding {
  readonly lease: HeldLease;
  readonly signal: AbortSignal;
  readonly cap: CapMeter;
  readonly pulse: Pulse;
  /** Waits for the next try, and lets other targets have this one's place meanwhile. */
  readonly rest: (ms: number) => Promise<void>;
}

/** When the directory last answered anybody, so that one unlucky target is not taken for an outage. */
export interface Pulse {
  answeredAt: Instant;
}

/** One target that is only looked at any more. */
export type BegunTask = Omit<TargetTask, 'cap'>;

/** How far a target has come, over all its tries. */
export interface Reached {
  /** The user right before the first write; null while nothing was begun. */
  before: DirectoryUser | null;
  /** The user as it was last seen or left; null when its state is not known. */
  after: DirectoryUser | null;
  /** True once a write has left, by an earlier attempt perhaps: from then on the directory may have done it. */
  isSent: boolean;
}

/** How a target ended, what it was before and, when it is known, what it is now. */
export interface Settled extends Readonly<Pick<Reached, 'before' | 'after'>> {
  readonly outcome: Outcome;
}

/** The run may not write any more: `stop`, a pause, a cancel, or a state nobody expected. The target remains. */
export class NotNow extends Error {}

/** The store failed, which says nothing of the target: the whole writer gives up and is tried again. */
export class StoreFault extends Error {}

/** A directory that answers nobody, which says nothing of the target either. */
export class Outage extends Error {}

/** Tells faults of the store from those of the directory. */
export async function inStore<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new StoreFault('the store failed', { cause });
  }
}
