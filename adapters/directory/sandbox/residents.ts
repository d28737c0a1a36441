import { setImmediate } from 'node:timers/promises';
import { caseless } from '../../../src/domain/caseless.ts';
import { type ConnectionName, parseUserRef, type UserRef } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import { indexOf } from './cast.ts';
import { changed, describe } from './describe.ts';
import type { Memory } from './memory.ts';
import { type Resident, residentAt, usernameAt } from './population.ts';
import { notFound } from './problems.ts';

/** Usernames made up before other work gets its turn. */
const SLICE = 10_000;

/** Everybody in a sandbox as they are now: what its seed makes of them, with what changed since. */
export class Residents {
  readonly memory: Memory;
  readonly #connection: ConnectionName;
  readonly #seed: number;
  readonly #size: number;
  #firstNames: Promise<ReadonlyMap<string, number>> | undefined;

  constructor(memory: Memory, of: { connection: ConnectionName; seed: number; size: number }) {
    this.memory = memory;
    this.#connection = of.connection;
    this.#seed = of.seed;
    this.#size = of.size;
  }

  /** User `index` as it is now; undefined when it was removed. */
  at(index: number): Resident | undefined {
    const resident = residentAt(this.#seed, index, this.memory.epoch);
    return changed(resident, this.memory.change(resident.id));
  }

  find(ref: UserRef): Resident | undefined {
    const resident = this.#original(ref);
    return resident && changed(resident, this.memory.change(resident.id));
  }

  /** The user of that reference; `not-found` when there is none any more. */
  known(ref: UserRef): Resident {
    const resident = this.find(ref);
    if (resident === undefined) throw notFound('user', parseUserRef(ref)?.id ?? ref);
    return resident;
  }

  /** The same, with what other processes made of it up to now. */
  async upToDate(ref: UserRef): Promise<Resident> {
    await this.memory.catchUp(parseUserRef(ref)?.id ?? '');
    return this.known(ref);
  }

  /** True for a user that was there and was removed. */
  isGone(ref: UserRef): boolean {
    return this.#original(ref) !== undefined && this.find(ref) === undefined;
  }

  /** Whoever has that username now, whatever its case. */
  async named(username: string): Promise<Resident | undefined> {
    const key = caseless(username);
    const renamed = indexOf(this.memory.renamedTo(key) ?? '');
    if (renamed !== undefined) return this.at(renamed);
    this.#firstNames ??= this.#readFirstNames();
    const index = (await this.#firstNames).get(key);
    const resident = index === undefined ? undefined : this.at(index);
    return resident !== undefined && caseless(resident.username) === key ? resident : undefined;
  }

  describe(resident: Resident | undefined): DirectoryUser | undefined {
    return resident && describe(resident, this.#connection, this.memory.movedMs);
  }

  #original(ref: UserRef): Resident | undefined {
    const parts = parseUserRef(ref);
    const index = parts?.connection === this.#connection ? indexOf(parts.id) : undefined;
    if (index === undefined || index >= this.#size) return undefined;
    const resident = residentAt(this.#seed, index, this.memory.epoch);
    return resident.directory === parts?.directory ? resident : undefined;
  }

  async #readFirstNames(): Promise<ReadonlyMap<string, number>> {
    const names = new Map<string, number>();
    for (let index = 0; index < this.#size; index += 1) {
      if (index % SLICE === 0) await setImmediate();
      names.set(caseless(usernameAt(this.#seed, index)), index);
    }
    return names;
  }
}
