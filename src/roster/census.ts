import { caseless } from '../domain/caseless.ts';
import { type ConnectionName, connectionOf, type Instant, type UserRef } from '../domain/ids.ts';
import { type Nesting, nestingOf, UNKNOWN_NESTING } from '../domain/nesting.ts';
import type { After } from '../domain/operation.ts';
import type { Source } from '../domain/plan.ts';
import { type Problem, ProblemError } from '../domain/problem.ts';
import { problemLine } from '../domain/problem-line.ts';
import { adminGroupsOf, type DirectoryUser, seatGroupsOf } from '../domain/user.ts';
import type { FailedRead, SnapshotChange, SnapshotNews } from '../ports/snapshots.ts';
import type { ReadHeader } from '../ports/user-directory.ts';
import { AppliedChanges } from './applied-changes.ts';
import type { Roster } from './roster.ts';

/** What the last complete read of one connection said beside its users. */
export interface CensusEntry {
  readonly label: string;
  readonly header: ReadHeader | null;
  readonly readAt: Instant | null;
  readonly revision: string | null;
  readonly staleAfterMs: number;
}

/** Where in the log of a connection a build stands. */
export interface CensusPlace {
  readonly entry: CensusEntry;
  readonly failed: FailedRead | null;
  /** The number of the read it was built from. */
  readonly read: number;
  /** Every change up to this number is in it. */
  readonly mark: number;
}

/** The roster in force and where it comes from; a new read replaces both at once. */
export class Census {
  #roster: Roster | null = null;
  /** Changes since each rebuild under way began, so that none brings back old facts. */
  readonly #watchers = new Set<SnapshotChange[]>();
  readonly #applied = new Map<ConnectionName, AppliedChanges>();
  /** Numbers of the read in force and of the newest one heard of. */
  readonly #builtFrom = new Map<ConnectionName, number>();
  readonly #newestRead = new Map<ConnectionName, number>();
  readonly #activeAdmins = new Map<ConnectionName, number>();
  readonly #failedReads = new Map<ConnectionName, FailedRead>();
  #reading: Promise<void> = Promise.resolve();
  readonly #entries = new Map<ConnectionName, CensusEntry>();

  /** The roster in force; until the first read of any connection is complete, `unavailable` or why it cannot be. */
  get roster(): Roster {
    if (this.#roster === null) throw new ProblemError(this.#unread());
    return this.#roster;
  }

  #unread(): Problem {
    const [failed] = this.#failedReads.values();
    if (failed === undefined) {
      const message =
        'The first read of the directory is not complete yet. Try again in a moment; "doctor" says more.';
      return { kind: 'unavailable', source: 'the directory', message };
    }
    const { problem } = failed;
    if (problem.kind === 'unavailable' || problem.kind === 'rate-limited') return problem;
    return {
      kind: 'guarded',
      message: `No directory could be read yet. ${problemLine(problem)} Nothing was changed.`,
      remedy: 'Mend it; it is read again by itself. "doctor" says more.',
    };
  }

  /** A newer read than the one in force, or so many single changes that every list has become slower. */
  get needsRebuild(): boolean {
    for (const [connection, read] of this.#newestRead) {
      if (read > (this.#builtFrom.get(connection) ?? 0)) return true;
    }
    return this.#roster?.needsRebuild ?? false;
  }

  get isReady(): boolean {
    return this.#roster !== null;
  }

  /**
   * Puts a build in force, with what it was built from; null when no connection has a complete read yet. `missed` is
   * what {@link watch} collected meanwhile.
   */
  replace(
    roster: Roster | null,
    places: ReadonlyMap<ConnectionName, CensusPlace>,
    missed: readonly SnapshotChange[],
  ): void {
    for (const [connection, { entry, failed, read, mark }] of places) {
      this.#entries.set(connection, entry);
      this.noteRead(connection, failed);
      this.#builtFrom.set(connection, read);
      this.#appliedOf(connection).reach(mark);
    }
    if (roster === null) return;
    for (const change of missed) {
      if (change.number > (places.get(connectionOf(change.ref))?.mark ?? 0)) applyTo(roster, change);
    }
    this.#roster = roster;
    this.#activeAdmins.clear();
  }

  /** Enabled administrators of a connection; counted once and kept up to date, since every write asks. */
  activeAdmins(connection: ConnectionName): number {
    const known = this.#activeAdmins.get(connection) ?? this.roster.activeAdmins(connection);
    this.#activeAdmins.set(connection, known);
    return known;
  }

  /** Makes what became of one user visible, unless something newer about it is visible already. */
  apply(change: SnapshotChange): void {
    const { ref, user } = change;
    if (!this.#appliedOf(connectionOf(ref)).admit(change)) return;
    this.#recountAdmins(ref, user);
    if (this.#roster !== null) applyTo(this.#roster, change);
    for (const watcher of this.#watchers) watcher.push(change);
  }

  /** How far the log of a connection has been followed. */
  mark(connection: ConnectionName): number {
    return this.#applied.get(connection)?.mark ?? 0;
  }

  /** Takes over what happened after the mark; a newer read shows in {@link needsRebuild}. */
  follow(connection: ConnectionName, { mark, read, failed, changes }: SnapshotNews): void {
    if (mark <= this.mark(connection)) return;
    for (const change of changes) this.apply(change);
    if (failed !== undefined) this.noteRead(connection, failed);
    if (read !== null) this.#newestRead.set(connection, read);
    this.#appliedOf(connection).reach(mark);
  }

  #appliedOf(connection: ConnectionName): AppliedChanges {
    const applied = this.#applied.get(connection) ?? new AppliedChanges();
    this.#applied.set(connection, applied);
    return applied;
  }

  /** Runs one read at a time: a second caller waits, and then finds nothing due any more. */
  oneAtATime(read: () => Promise<void>): Promise<void> {
    const next = this.#reading.then(read);
    this.#reading = next.catch(() => undefined);
    return next;
  }

  #recountAdmins(ref: UserRef, now: DirectoryUser | null): void {
    const connection = connectionOf(ref);
    const known = this.#activeAdmins.get(connection);
    if (known === undefined) return;
    const groups = this.adminGroups(connection);
    const change =
      Number(isActiveAdmin(now, groups)) - Number(isActiveAdmin(this.#roster?.user(ref), groups));
    this.#activeAdmins.set(connection, known + change);
  }

  /** Collects the changes from now until {@link unwatch}. */
  watch(): SnapshotChange[] {
    const watcher: SnapshotChange[] = [];
    this.#watchers.add(watcher);
    return watcher;
  }

  unwatch(watcher: SnapshotChange[]): void {
    this.#watchers.delete(watcher);
  }

  /** The last read when it failed; undefined once one was complete. */
  failedRead(connection: ConnectionName): FailedRead | undefined {
    return this.#failedReads.get(connection);
  }

  /** Notes how the newest read ended; null when it was complete or no longer counts. */
  noteRead(connection: ConnectionName, failed: FailedRead | null): void {
    if (failed === null) this.#failedReads.delete(connection);
    else this.#failedReads.set(connection, failed);
  }

  entry(connection: ConnectionName): CensusEntry | undefined {
    return this.#entries.get(connection);
  }

  /** Seats of the connection's licence; null when unlimited or unknown. */
  seats(connection: ConnectionName): number | null {
    return this.#entries.get(connection)?.header?.seats ?? null;
  }

  /** Groups whose members administer the site, caseless; of the last complete read. */
  adminGroups(connection: ConnectionName): ReadonlySet<string> {
    return this.#granting(connection).admin;
  }

  /** Groups whose enabled members take a seat, caseless; of the last complete read. */
  seatGroups(connection: ConnectionName): ReadonlySet<string> {
    return this.#granting(connection).seat;
  }

  /** What a user of the connection is worked out from after steps carried out at `at`. */
  world(connection: ConnectionName, at: Instant): After {
    const { seat, nesting } = this.#granting(connection);
    return { seatGroups: seat, nesting, at };
  }

  #granting(connection: ConnectionName): Granting {
    const header = this.#entries.get(connection)?.header ?? null;
    return header === null ? NOTHING : grantingOf(header);
  }

  source(connection: ConnectionName, now: Instant): Source {
    const entry = this.#entries.get(connection);
    const readAt = entry?.readAt ?? null;
    const stale = readAt === null || now - readAt > (entry?.staleAfterMs ?? 0);
    return { connection, label: entry?.label ?? connection, readAt, stale };
  }

  sources(now: Instant): readonly Source[] {
    return [...this.#entries.keys()].map((connection) => this.source(connection, now));
  }
}

/** What the groups of a connection bring their members. */
interface Granting {
  readonly admin: ReadonlySet<string>;
  readonly seat: ReadonlySet<string>;
  readonly nesting: Nesting;
}

const NOTHING: Granting = { admin: new Set(), seat: new Set(), nesting: UNKNOWN_NESTING };

/** Every write asks, and a header may hold thousands of groups: each is looked through once. */
const granting = new WeakMap<ReadHeader, Granting>();

function grantingOf(header: ReadHeader): Granting {
  const known = granting.get(header);
  if (known !== undefined) return known;
  const { groups } = header;
  const found = { admin: adminGroupsOf(groups), seat: seatGroupsOf(groups), nesting: nestingOf(groups) };
  granting.set(header, found);
  return found;
}

function applyTo(roster: Roster, { ref, user, restartedAt }: SnapshotChange): void {
  if (user === null) roster.remove(ref);
  else roster.put(user);
  if (restartedAt !== null) roster.restartClock(ref, restartedAt);
}

function isActiveAdmin(user: DirectoryUser | null | undefined, adminGroups: ReadonlySet<string>): boolean {
  return user?.active === true && user.groups.some((group) => adminGroups.has(caseless(group)));
}
