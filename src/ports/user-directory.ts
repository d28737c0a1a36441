import type { ConnectionName, UserRef } from '../domain/ids.ts';
import type { Finding } from '../domain/notice.ts';
import type { Step } from '../domain/operation.ts';
import type { DirectoryGroup, DirectoryInfo, DirectoryUser } from '../domain/user.ts';

/** What a connection can do; declared, never found out by failing. */
export interface DirectoryCapabilities {
  /** Steps it can write at all; empty makes every change a report. */
  readonly writes: readonly Step['kind'][];
  /** True when `loginCount` can be known, for the filter `once`. */
  readonly knowsLoginCount: boolean;
}

/** What a complete read is about, given before its users. */
export interface ReadHeader {
  readonly directories: readonly DirectoryInfo[];
  readonly groups: readonly DirectoryGroup[];
  /** Seats of the licence; null when unlimited or unknown. */
  readonly seats: number | null;
  /** The account this connection works with; absent or null when it has none. */
  readonly ownAccount?: UserRef | null;
}

export interface DirectoryRead {
  readonly header: ReadHeader;
  /**
   * Batches of users, each user once. Ends only when the read is complete; a short, truncated or changed
   * source throws, so that a partial read is never taken for a small organisation.
   */
  readonly users: AsyncIterable<readonly DirectoryUser[]>;
}

export type Applied = 'done' | 'already-so';

/**
 * A connection to where accounts live. Every method throws a ProblemError: `rate-limited`, `unavailable`
 * (may pass), `rejected` (will not), `conflict` (a name that somebody else has), `not-found`, `misconfigured`.
 * Callers hold the connection's limiter.
 */
export interface UserDirectory {
  readonly connection: ConnectionName;
  /** What people call it on cards, for example `Sandbox`. */
  readonly label: string;
  readonly capabilities: DirectoryCapabilities;
  read(signal: AbortSignal): Promise<DirectoryRead>;
  /**
   * A text that changes whenever {@link read} would give something new, cheap to ask for; null when the
   * connection cannot say, then it is read on its schedule alone.
   */
  revision(): Promise<string | null>;
  /** One user fresh from the source; undefined when it is gone. */
  user(ref: UserRef, signal: AbortSignal): Promise<DirectoryUser | undefined>;
  /** Carries out one step. Applying twice gives the same end state and says `already-so`. */
  apply(ref: UserRef, step: Step, signal: AbortSignal): Promise<Applied>;
  /** What works and what does not, each with a remedy. Throws `unavailable` when nothing answers at all. */
  check(signal: AbortSignal): Promise<readonly Finding[]>;
  close(): Promise<void>;
}
