import type { SortKey } from '../domain/filter.ts';
import type { Instant, UserRef } from '../domain/ids.ts';
import type { DirectoryUser } from '../domain/user.ts';
import { factsOf, type UserFacts } from './match-user.ts';
import { nameBytes } from './names.ts';
import type { RosterIndex } from './roster-index.ts';
import { loginKey } from './user-records.ts';

/** A user put since the build, with its place among the rows of the build in both orders. */
export interface ChangedUser {
  readonly facts: UserFacts;
  /** See {@link loginKey}. */
  readonly login: number;
  readonly username: Uint8Array;
  readonly displayName: Uint8Array;
  /** It stands before the row of the build that has this place. */
  readonly place: Readonly<Record<SortKey, number>>;
}

/** Users put since the build, few enough to look at one by one, held in both orders. */
export class Changes {
  readonly #index: RosterIndex;
  readonly #byRef = new Map<UserRef, ChangedUser>();
  /** Who has a username, caseless: every rename of a run asks whether somebody else does. */
  readonly #byName = new Map<string, Set<UserRef>>();
  readonly #sorted: Readonly<Record<SortKey, ChangedUser[]>> = { login: [], name: [] };

  constructor(index: RosterIndex) {
    this.#index = index;
  }

  get size(): number {
    return this.#byRef.size;
  }

  /** In ascending order. */
  sorted(by: SortKey): readonly ChangedUser[] {
    return this.#sorted[by];
  }

  get(ref: UserRef): UserFacts | undefined {
    return this.#byRef.get(ref)?.facts;
  }

  /** The users put since the build that have this username, caseless. */
  named(username: string): readonly UserRef[] {
    return [...(this.#byName.get(username) ?? [])];
  }

  put(user: DirectoryUser, restartedAt: Instant | null): void {
    this.remove(user.ref);
    const changed = placed(user, restartedAt, this.#index);
    this.#byRef.set(user.ref, changed);
    const { username } = changed.facts;
    this.#byName.set(username, (this.#byName.get(username) ?? new Set()).add(user.ref));
    for (const by of ['login', 'name'] as const) {
      const users = this.#sorted[by];
      users.splice(placeAmong(users, changed, by), 0, changed);
    }
  }

  /** False when the user was not put since the build. */
  remove(ref: UserRef): boolean {
    const changed = this.#byRef.get(ref);
    if (changed === undefined) return false;
    this.#byRef.delete(ref);
    const namesakes = this.#byName.get(changed.facts.username);
    namesakes?.delete(ref);
    if (namesakes?.size === 0) this.#byName.delete(changed.facts.username);
    for (const by of ['login', 'name'] as const) {
      this.#sorted[by].splice(this.#sorted[by].indexOf(changed), 1);
    }
    return true;
  }
}

function placed(user: DirectoryUser, restartedAt: Instant | null, index: RosterIndex): ChangedUser {
  const facts = factsOf(user, restartedAt);
  const unplaced = {
    facts,
    login: loginKey(user.lastLogin),
    username: nameBytes(facts.username),
    displayName: nameBytes(facts.displayName),
  };
  const { rows, rowsByName } = index;
  const login = firstPlace(rows, (place) => compareByLogin(index, place, unplaced) >= 0);
  const name = firstPlace(rows, (place) => compareByName(index, rowsByName[place] as number, unplaced) >= 0);
  return { ...unplaced, place: { login, name } };
}

type Unplaced = Omit<ChangedUser, 'place'>;

/** The first place that is not before; `length` when all are. */
function firstPlace(length: number, isNotBefore: (place: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isNotBefore(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function placeAmong(users: readonly ChangedUser[], user: ChangedUser, by: SortKey): number {
  return firstPlace(users.length, (place) => compareChanged(users[place] as ChangedUser, user, by) >= 0);
}

function compareByLogin({ records, names }: RosterIndex, row: number, user: Unplaced): number {
  const key = records.loginKey.array[row] as number;
  if (key !== user.login) return key < user.login ? -1 : 1;
  return names.compare(row, 'username', user.username) || compareRefs(records.ref(row), user.facts.user.ref);
}

function compareByName({ records, names }: RosterIndex, row: number, user: Unplaced): number {
  return (
    names.compare(row, 'display', user.displayName) ||
    names.compare(row, 'username', user.username) ||
    compareRefs(records.ref(row), user.facts.user.ref)
  );
}

function compareChanged(a: ChangedUser, b: ChangedUser, by: SortKey): number {
  const first =
    by === 'login' ? compareNumbers(a.login, b.login) : Buffer.compare(a.displayName, b.displayName);
  return first || Buffer.compare(a.username, b.username) || compareRefs(a.facts.user.ref, b.facts.user.ref);
}

function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareRefs(a: UserRef, b: UserRef): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
