import type { ConnectionName, Instant, UserRef } from '../domain/ids.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { ReadHeader } from './user-directory.ts';

/** The last complete read of a connection. */
export interface Snapshot {
  readonly header: ReadHeader;
  readonly readAt: Instant;
  readonly revision: string | null;
  readonly users: number;
}

/** Collects a read; nothing of it is visible before {@link commit}. */
export interface SnapshotWriter {
  add(users: readonly DirectoryUser[]): Promise<void>;
  /** Makes this read the current one and forgets the one before. */
  commit(snapshot: Omit<Snapshot, 'users'>): Promise<void>;
  abandon(): Promise<void>;
}

export interface SnapshotStore {
  begin(connection: ConnectionName): Promise<SnapshotWriter>;
  current(connection: ConnectionName): Promise<Snapshot | undefined>;
  /** The users of the current read in batches, with later {@link put}s applied. */
  users(connection: ConnectionName): AsyncIterable<readonly DirectoryUser[]>;
  /** Replaces one user of the current read. */
  put(user: DirectoryUser): Promise<void>;
  remove(ref: UserRef): Promise<void>;
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
