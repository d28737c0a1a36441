import { caseless } from '../domain/caseless.ts';
import { type ConnectionName, connectionOf, type Instant, type UserRef } from '../domain/ids.ts';
import { type Nesting, nestingOf, UNKNOWN_NESTING } from '../domain/nesting.ts';
import type { After } from '../domain/operation.ts';
import type { Source } from '../domain/plan.ts';
import { type Problem, ProblemError } from '../domain/problem.ts';
import { problemLine } from '../domain/problem-line.ts';
import { adminGroupsOf, type DirectoryUser, seatGroupsOf } from '../domain/user.ts';
import type { ReadHeader } from '../ports/user-directory.ts';
import type { Roster } from './roster.ts';

/** What the last complete read of one connection said beside its users. */
export interface CensusEntry {
  readonly label: string;
  readonly header: ReadHeader | null;
  readonly readAt: Instant | null;
  readonly revision: string | null;
  readonly staleAfterMs: number;
}

/** A read that broke off; the last complete one stays in force. */
export interface FailedRead {
  readonly problem: Problem;
  readonly at: Instant;
  /** What the source looked like then; when it looks different, trying again makes sense at once. */
  readonly revision: string | null;
}

/** The roster in force and where it comes from; a new read replaces both at once. */
export class Census {
  #roster: Roster | null = null;
  /** Changes since the oldest read or rebuild still under way began, so that neither brings back old facts. */
  readonly #watchers = new Set<Map<UserRef, DirectoryUser | null>>();
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

  /** So many single changes that every list has become slower than it need be. */
  get needsRebuild(): boolean {
    return this.#roster?.needsRebuild ?? false;
  }

  get isReady(): boolean {
    return this.#roster !== null;
  }

  replace(roster: Roster): void {
    this.#roster = roster;
    this.#activeAdmins.clear();
  }

  /** Enabled administrators of a connection; counted once and kept up to date, since every write asks. */
  activeAdmins(connection: ConnectionName): number {
    const known = this.#activeAdmins.get(connection) ?? this.roster.activeAdmins(connection);
    this.#activeAdmins.set(connection, known);
    return known;
  }

  /** Makes one user visible as it is now. */
  put(user: DirectoryUser): void {
    this.#recountAdmins(user.ref, user);
    this.#roster?.put(user);
    for (const watcher of this.#watchers) watcher.set(user.ref, user);
  }

  /** Takes a user that is gone off every list. */
  remove(ref: UserRef): void {
    this.#recountAdmins(ref, undefined);
    this.#roster?.remove(ref);
    for (const watcher of this.#watchers) watcher.set(ref, null);
  }

  restartClock(ref: UserRef, at: Instant): void {
    this.#roster?.restartClock(ref, at);
  }

  /** Runs one read at a time: a second caller waits, and then finds nothing due any more. */
  oneAtATime(read: () => Promise<void>): Promise<void> {
    const next = this.#reading.then(read);
    this.#reading = next.catch(() => undefined);
    return next;
  }

  #recountAdmins(ref: UserRef, now: DirectoryUser | undefined): void {
    const connection = connectionOf(ref);
    const known = this.#activeAdmins.get(connection);
    if (known === undefined) return;
    const groups = this.adminGroups(connection);
    const change =
      Number(isActiveAdmin(now, groups)) - Number(isActiveAdmin(this.#roster?.user(ref), groups));
    this.#activeAdmins.set(connection, known + change);
  }

  /** Collects the users that change, or go (null), from now until {@link unwatch}. */
  watch(): Map<UserRef, DirectoryUser | null> {
    const watcher = new Map<UserRef, DirectoryUser | null>();
    this.#watchers.add(watcher);
    return watcher;
  }

  unwatch(watcher: Map<UserRef, DirectoryUser | null>): void {
    this.#watchers.delete(watcher);
  }

  describe(connection: ConnectionName, entry: CensusEntry): void {
    this.#entries.set(connection, entry);
  }

  /** The last read when it failed; undefined once one was complete. */
  failedRead(connection: ConnectionName): FailedRead | undefined {
    return this.#failedReads.get(connection);
  }

  noteRead(connection: ConnectionName, failed: FailedRead | undefined): void {
    if (failed === undefined) this.#failedReads.delete(connection);
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

function isActiveAdmin(user: DirectoryUser | undefined, adminGroups: ReadonlySet<string>): boolean {
  return user?.active === true && user.groups.some((group) => adminGroups.has(caseless(group)));
}
