import type { ConnectionName, Instant, UserRef } from '../domain/ids.ts';
import type { Problem } from '../domain/problem.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { ReadHeader } from './user-directory.ts';

/** The last complete read of a connection. */
export interface Snapshot {
  readonly header: ReadHeader;
  readonly readAt: Instant;
  readonly revision: string | null;
  /** How many users the read brought; single changes since do not count. */
  readonly users: number;
}

/** A read that broke off; the last complete one stays in force. */
export interface FailedRead {
  readonly problem: Problem;
  readonly at: Instant;
  /** What the source looked like then; when it looks different, trying again makes sense at once. */
  readonly revision: string | null;
}

/** Collects a read; nothing of it is visible before {@link commit}. */
export interface SnapshotWriter {
  /** Takes users, each once over the whole read. */
  add(users: readonly DirectoryUser[]): Promise<void>;
  /**
   * Makes this read the current one, with the single changes since it began. Throws `conflict` when another read was
   * committed since this one began: what it found may be older.
   */
  commit(snapshot: Omit<Snapshot, 'users'>): Promise<void>;
  abandon(): Promise<void>;
}

/** What became of one user since a read. */
export interface SnapshotChange {
  /** Numbers of a connection rise by one from change to change, whoever makes it. */
  readonly number: number;
  readonly ref: UserRef;
  /** As it is now; null when it is gone. */
  readonly user: DirectoryUser | null;
  /** When this change restarted the user's idle clock; null when it did not. */
  readonly restartedAt: Instant | null;
}

/** How the reads of a connection stand at one moment. */
export interface OpenSnapshot {
  /** Undefined before the first complete read. */
  readonly snapshot: Snapshot | undefined;
  /** The newest read when it broke off; null once one was complete. */
  readonly failed: FailedRead | null;
  /** The number the current read was given at its commit; 0 before the first. */
  readonly read: number;
  /** The number of the newest thing that happened; {@link users} has every change up to it. */
  readonly mark: number;
  /**
   * The users in batches, each once. Throws `unavailable` when the version is gone before the end, which a newer
   * read leaves minutes for; what was given until then is then no whole read.
   */
  users(): AsyncIterable<readonly DirectoryUser[]>;
}

/** What happened in a connection after a mark, in order. */
export interface SnapshotNews {
  /** The mark to go on from. */
  readonly mark: number;
  /** The number of the newest read among it; null when there is none. */
  readonly read: number | null;
  /** How the newest read ended; undefined when none did. */
  readonly failed: FailedRead | null | undefined;
  readonly changes: readonly SnapshotChange[];
  /** True when there is more than this page. */
  readonly isMore: boolean;
}

/**
 * Reads of connections, and a numbered log of what happened to each: users that changed, reads that were committed
 * or failed. Any number of instances write it; a number is visible only once all before it are, so that a follower
 * who asks for what is {@link since} its mark misses nothing.
 */
export interface SnapshotStore {
  begin(connection: ConnectionName): Promise<SnapshotWriter>;
  open(connection: ConnectionName): Promise<OpenSnapshot>;
  /** Replaces one user of the current read and of those under way; gives the change its number. */
  put(user: DirectoryUser, restartedAt: Instant | null): Promise<SnapshotChange>;
  remove(ref: UserRef): Promise<SnapshotChange>;
  /** Notes how the newest read ended: why it broke off, or null when that no longer counts. */
  note(connection: ConnectionName, failed: FailedRead | null): Promise<void>;
  /**
   * What happened after `mark`, at most `limit` things; one small read when there is nothing. What is forgotten lies
   * before the current read, so whoever missed it is told of that read.
   */
  since(connection: ConnectionName, mark: number, limit: number): Promise<SnapshotNews>;
  /** Removes reads and changes that nobody needs any more. */
  sweep(): Promise<void>;
}

/** When the idle clock of a user was restarted by Rollcall: activation, undo, *Keep my account*. */
export interface ClockStartStore {
  set(ref: UserRef, at: Instant): Promise<void>;
  all(): Promise<ReadonlyMap<UserRef, Instant>>;
}

/** Usernames that a suffix of ours took from accounts, so that activation and undo give them back. */
export interface FormerNameStore {
  set(ref: UserRef, former: { readonly name: string; readonly now: string }): Promise<void>;
  /** Of those that have one; a name is given back only while the account is still called `now`. */
  of(
    refs: readonly UserRef[],
  ): Promise<ReadonlyMap<UserRef, { readonly name: string; readonly now: string }>>;
  remove(ref: UserRef): Promise<void>;
}
