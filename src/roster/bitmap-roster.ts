import { caseless } from '../domain/caseless.ts';
import type { Filter, FrozenFilter, Order } from '../domain/filter.ts';
import { type ConnectionName, connectionOf, type Instant, type UserRef } from '../domain/ids.ts';
import type { DirectoryInfo, DirectoryUser } from '../domain/user.ts';
import { hasBit, setBit, wordsFor } from './bits.ts';
import { type ChangedUser, Changes } from './changes.ts';
import { checkNames } from './check-names.ts';
import { clockStartOf } from './clock-start.ts';
import { activeAdminsOf, type Counted, figuresAfter, figuresOf, groupsOf } from './count-roster.ts';
import type { KnownDirectories } from './known-directories.ts';
import type { KnownGroups } from './known-groups.ts';
import { matches, type UserFacts, verdictOf } from './match-user.ts';
import { missingNames } from './missing-names.ts';
import { nearestNames, rowsLike } from './nearest-names.ts';
import { OrderedHits } from './ordered-hits.ts';
import { positionsByLogin, positionsByName } from './positions.ts';
import { query } from './query.ts';
import { type ResolvedTerm, resolvedOnce } from './resolve-filter.ts';
import { resolveGroups } from './resolve-groups.ts';
import type { Restarts } from './restarts.ts';
import type { Roster, RosterFigures, Selection } from './roster.ts';
import { type RosterIndex, rowOf, rowsNamed } from './roster-index.ts';
import type { RowSet } from './row-set.ts';
import { Scratch } from './scratch.ts';

/** Changed users are looked at one by one in every query; more than this take over a millisecond. */
const MANY_CHANGES = 4096;

/** What a build hands over. */
export interface RosterParts {
  readonly index: RosterIndex;
  readonly groups: KnownGroups;
  readonly directories: KnownDirectories;
  readonly announced: readonly DirectoryInfo[];
  readonly restarts: Restarts;
  /** Clock restarts of users that are not in the index. */
  readonly otherRestarts: Map<UserRef, Instant>;
}

interface Found {
  readonly hits: OrderedHits;
  readonly total: number;
  readonly unknown: number;
}

/**
 * A {@link Roster} on bitmaps. The index never changes; a user put since hides its row and is looked at by
 * itself, so that a change is visible at once.
 */
export class BitmapRoster implements Roster {
  readonly directories: readonly DirectoryInfo[];
  readonly knownGroups: KnownGroups;
  readonly knownDirectories: KnownDirectories;
  readonly #index: RosterIndex;
  readonly #restarts: Restarts;
  readonly #otherRestarts: Map<UserRef, Instant>;
  readonly #changes: Changes;
  readonly #gone: Int32Array;
  #goneCount = 0;
  /** Counted once and kept up to date, since every write asks. */
  readonly #figures = new Map<ConnectionName, RosterFigures>();
  readonly #scratch: Scratch;

  constructor({ index, groups, directories, announced, restarts, otherRestarts }: RosterParts) {
    this.directories = announced;
    this.knownGroups = groups;
    this.knownDirectories = directories;
    this.#index = index;
    this.#restarts = restarts;
    this.#otherRestarts = otherRestarts;
    this.#changes = new Changes(index);
    this.#gone = new Int32Array(wordsFor(index.rows));
    this.#scratch = new Scratch(index.rows);
  }

  get size(): number {
    return this.#index.rows - this.#goneCount + this.#changes.size;
  }

  get needsRebuild(): boolean {
    return this.#changes.size > MANY_CHANGES;
  }

  select(filter: FrozenFilter, order: Order, offset: number, limit: number): Selection {
    try {
      const { hits, total, unknown } = this.#find(filter, order, offset + limit, this.#scratch);
      return { total, unknown, rows: limit <= 0 || offset >= total ? [] : hits.page(offset, limit) };
    } finally {
      this.#scratch.reset();
    }
  }

  each(filter: FrozenFilter, order: Order, batch: number): Iterable<readonly DirectoryUser[]> {
    const scratch = new Scratch(this.#index.rows);
    return batches(this.#find(filter, order, Number.POSITIVE_INFINITY, scratch), batch);
  }

  matches(filter: FrozenFilter, user: DirectoryUser): boolean {
    const context = { restartedAt: this.#restartedAt(user.ref), directories: this.knownDirectories };
    return matches(filter, user, context);
  }

  user(ref: UserRef): DirectoryUser | undefined {
    const changed = this.#changes.get(ref);
    if (changed !== undefined) return changed.user;
    const row = rowOf(this.#index, ref);
    return row === undefined || hasBit(this.#gone, row) ? undefined : this.#index.records.read(row);
  }

  find(nameOrMail: string): readonly DirectoryUser[] {
    const key = caseless(nameOrMail);
    const named = new Set([
      ...rowsNamed(this.#index, 'username', key),
      ...rowsNamed(this.#index, 'email', key),
    ]);
    const rows = [...named].filter((row) => !hasBit(this.#gone, row)).sort((a, b) => a - b);
    const changed = this.#changes
      .sorted('login')
      .filter(({ facts }) => facts.username === key || (key !== '' && facts.email === key));
    return [...rows.map((row) => this.#index.records.read(row)), ...changed.map(({ facts }) => facts.user)];
  }

  missingNames(filter: Filter): readonly string[] {
    const isThere = (row: number) => !hasBit(this.#gone, row);
    const isRow = (field: 'username' | 'email', key: string) =>
      rowsNamed(this.#index, field, key).some(isThere);
    const addresses = new Set(this.#changes.sorted('login').map(({ facts }) => facts.email));
    return missingNames(filter, {
      hasUsername: (key) => isRow('username', key) || this.#changes.named(key).length > 0,
      hasAddress: (key) => isRow('email', key) || (key !== '' && addresses.has(key)),
    });
  }

  nearestUsers(name: string, limit: number): readonly string[] {
    const rows = rowsLike(this.#index, caseless(name)).filter((row) => !hasBit(this.#gone, row));
    const names = rows.map((row) => this.#index.records.read(row).username);
    const changed = this.#changes.sorted('login').map(({ facts }) => facts.user.username);
    return nearestNames(name, new Set([...names, ...changed]), limit);
  }

  groups(): ReturnType<Roster['groups']> {
    return groupsOf(this.#counted());
  }

  resolveGroups(names: readonly string[], connection: ConnectionName | null): readonly string[] {
    return resolveGroups(names, connection, this.knownGroups);
  }

  isNameTaken(connection: ConnectionName, username: string, by: UserRef): boolean {
    const key = caseless(username);
    const isOther = (ref: UserRef) => ref !== by && connectionOf(ref) === connection;
    const index = this.#index;
    for (const row of rowsNamed(index, 'username', key)) {
      if (!hasBit(this.#gone, row) && isOther(index.records.ref(row))) return true;
    }
    return this.#changes.named(key).some(isOther);
  }

  clockStart(ref: UserRef): Instant | null {
    const user = this.user(ref);
    return user === undefined ? null : clockStartOf({ ...user, restartedAt: this.#restartedAt(ref) });
  }

  figures(connection: ConnectionName): RosterFigures {
    const known = this.#figures.get(connection) ?? figuresOf(this.#counted(), connection);
    this.#figures.set(connection, known);
    return known;
  }

  activeAdmins(connection: ConnectionName): number {
    return activeAdminsOf(this.#counted(), connection);
  }

  put(user: DirectoryUser): void {
    const connection = connectionOf(user.ref);
    this.#recount(user.ref, user);
    this.#hide(user.ref);
    for (const name of user.groups) this.knownGroups.see(connection, name);
    this.knownDirectories.add(connection, user.directory, null);
    this.#changes.put(user, this.#restartedAt(user.ref));
  }

  remove(ref: UserRef): void {
    this.#recount(ref, undefined);
    this.#hide(ref);
    this.#changes.remove(ref);
  }

  restartClock(ref: UserRef, at: Instant): void {
    const row = rowOf(this.#index, ref);
    if (row !== undefined) this.#restarts.set(row, at);
    else this.#otherRestarts.set(ref, Math.max(at, this.#otherRestarts.get(ref) ?? at));
    const changed = this.#changes.get(ref);
    if (changed !== undefined) this.#changes.put(changed.user, this.#restartedAt(ref));
  }

  #find(filter: FrozenFilter, order: Order, needed: number, scratch: Scratch): Found {
    const terms = resolvedOnce(filter);
    checkNames(terms, this);
    const index = this.#index;
    const source = {
      index,
      groups: this.knownGroups,
      directories: this.knownDirectories,
      restarts: this.#restarts,
      scratch,
    };
    const { hits, total, unknown } = query(terms, source, this.#goneSet());
    const positions =
      order.by === 'login' ? positionsByLogin(hits) : positionsByName(hits, total, needed, index, scratch);
    const { matching, unknown: unknownChanged } = this.#matchChanged(terms, order);
    return {
      hits: new OrderedHits(index, positions, matching, order),
      total: total + matching.length,
      unknown: unknown + unknownChanged,
    };
  }

  #matchChanged(terms: readonly ResolvedTerm[], order: Order) {
    let unknown = 0;
    const matching: ChangedUser[] = [];
    for (const changed of this.#changes.sorted(order.by)) {
      const verdict = verdictOf(terms, changed.facts, this.knownDirectories);
      if (verdict === 'yes') matching.push(changed);
      if (verdict === 'unknown') unknown += 1;
    }
    return { matching, unknown };
  }

  #restartedAt(ref: UserRef): Instant | null {
    const row = rowOf(this.#index, ref);
    return row === undefined ? (this.#otherRestarts.get(ref) ?? null) : this.#restarts.at(row);
  }

  #recount(ref: UserRef, now: DirectoryUser | undefined): void {
    const connection = connectionOf(ref);
    const known = this.#figures.get(connection);
    if (known !== undefined) this.#figures.set(connection, figuresAfter(known, this.user(ref), now));
  }

  #hide(ref: UserRef): void {
    const row = rowOf(this.#index, ref);
    if (row === undefined || hasBit(this.#gone, row)) return;
    setBit(this.#gone, row);
    this.#goneCount += 1;
  }

  #goneSet(): RowSet | null {
    return this.#goneCount === 0 ? null : { kind: 'bits', bits: this.#gone, count: this.#goneCount };
  }

  #counted(): Counted {
    const changed: UserFacts[] = this.#changes.sorted('login').map(({ facts }) => facts);
    return { index: this.#index, groups: this.knownGroups, gone: this.#goneSet(), changed };
  }
}

function* batches({ hits, total }: Found, batch: number): Iterable<readonly DirectoryUser[]> {
  for (let offset = 0; offset < total; offset += batch) yield hits.page(offset, batch);
}
