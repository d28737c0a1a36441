import type { Filter, FrozenFilter, Order } from '../domain/filter.ts';
import type { ConnectionName, Instant, UserRef } from '../domain/ids.ts';
import type { DirectoryGroup, DirectoryInfo, DirectoryUser } from '../domain/user.ts';

/** One page of what a filter matches. */
export interface Selection {
  /** Exact number of matching users. */
  readonly total: number;
  /** Users that would match were it not for a fact nobody gave; they are never in `rows`. */
  readonly unknown: number;
  readonly rows: readonly DirectoryUser[];
}

export interface RosterFigures {
  readonly users: number;
  readonly active: number;
  readonly deactivated: number;
  readonly licensed: number;
  /** Enabled users of whom no source says whether they hold a seat. */
  readonly seatUnknown: number;
}

/**
 * The in-memory view of all users of all connections that filters run on. Reads are synchronous and exact;
 * an unknown group, directory or bare word throws a ProblemError (`not-found` with the nearest names, or
 * `ambiguous`), it never counts as empty.
 */
export interface Roster {
  readonly size: number;
  /** True when so many users were put since the build that queries slow down; a new build ends it. */
  readonly needsRebuild: boolean;
  readonly directories: readonly DirectoryInfo[];
  select(filter: FrozenFilter, order: Order, offset: number, limit: number): Selection;
  /** All matching users in order, in batches of at most `batch`; for exports and plans. */
  each(filter: FrozenFilter, order: Order, batch: number): Iterable<readonly DirectoryUser[]>;
  /** Whether one user, given as it is now, matches; for the re-check right before a write. */
  matches(filter: FrozenFilter, user: DirectoryUser): boolean;
  user(ref: UserRef): DirectoryUser | undefined;
  /** Accounts whose username or address is exactly this, whatever their case. */
  find(nameOrMail: string): readonly DirectoryUser[];
  /** The names and addresses in `user:`, `mail:` and `list:` that no account has, as typed, each once. */
  missingNames(filter: Filter): readonly string[];
  /** Usernames nearest to a misspelt one, best first. */
  nearestUsers(name: string, limit: number): readonly string[];
  groups(): readonly (DirectoryGroup & { readonly connection: ConnectionName; readonly members: number })[];
  /**
   * Names of groups in the directory's own spelling, each once; `not-found` with the nearest for one that the
   * connection has not, or that none has when null.
   */
  resolveGroups(names: readonly string[], connection: ConnectionName | null): readonly string[];
  /** True when another user than `by` has that username in the connection, whatever its case. */
  isNameTaken(connection: ConnectionName, username: string, by: UserRef): boolean;
  /** What idle days of this user count from; null when unknown (spec S1, clock start). */
  clockStart(ref: UserRef): Instant | null;
  figures(connection: ConnectionName): RosterFigures;
  /** Enabled members of groups that grant administration. */
  activeAdmins(connection: ConnectionName): number;
  /** Makes one changed or new user visible, without a rebuild. */
  put(user: DirectoryUser): void;
  remove(ref: UserRef): void;
  restartClock(ref: UserRef, at: Instant): void;
}
