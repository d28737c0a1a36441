import { setImmediate } from 'node:timers/promises';
import { type ConnectionName, type Instant, parseUserRef, type UserRef } from '../../../src/domain/ids.ts';
import type { Finding } from '../../../src/domain/notice.ts';
import { afterSteps, isAlreadySo, type Step } from '../../../src/domain/operation.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { AdapterStore } from '../../../src/ports/stores.ts';
import type { Applied, DirectoryRead, UserDirectory } from '../../../src/ports/user-directory.ts';
import { CAST, indexOf } from './cast.ts';
import { CALM, readControls, type SandboxControls } from './controls.ts';
import { changed, describe } from './describe.ts';
import { findingsOf } from './findings.ts';
import { Gate } from './gate.ts';
import { Lanes } from './lanes.ts';
import { Memory, type SandboxWrite } from './memory.ts';
import { DIRECTORIES, GROUPS, seatsFor } from './organisation.ts';
import { type Resident, residentAt } from './population.ts';
import { hash } from './prng.ts';

export interface SandboxOptions {
  readonly connection: ConnectionName;
  readonly store: AdapterStore;
  readonly clock: Clock;
  /** The same seed gives the same organisation; 1 when not given. */
  readonly seed?: number;
  /** How many users it has, at least the cast; 1,200 when not given. */
  readonly users?: number;
  /** How it behaves until {@link SandboxDirectory.setControls} says otherwise; calm when not given. */
  readonly controls?: Partial<SandboxControls>;
}

/** The sandbox as a directory, with what a person or a test may do to it from outside. */
export interface SandboxDirectory extends UserDirectory {
  controls(): Promise<SandboxControls>;
  /** Changes some controls, from the next request on and after a restart too. */
  setControls(change: Partial<SandboxControls>): Promise<SandboxControls>;
  /** Lets `ms` milliseconds pass in the organisation: everyone's last login is that much longer ago. */
  moveClock(ms: number): Promise<void>;
  /** The user logs in now; `rejected` when deactivated, `not-found` when there is no such user. */
  login(ref: UserRef): Promise<void>;
  /** Somebody else adds the user to a group, for example makes them an administrator. */
  addToGroup(ref: UserRef, group: string): Promise<void>;
  /** Somebody else deletes the user. */
  remove(ref: UserRef): Promise<void>;
  /** Write requests that reached the organisation, in order, of one user or of all; survives a crash. */
  writes(ref?: UserRef): Promise<readonly SandboxWrite[]>;
}

const LABEL = 'Sandbox';
/** Users in one batch of a complete read. */
const BATCH = 1_000;
/** Logins made up for at once after a long time without a request. */
const MOST_LOGINS_AT_ONCE = 1_000;

/** A made-up organisation that behaves like a real one; nothing is read or written before the first call. */
export function createSandbox(options: SandboxOptions): SandboxDirectory {
  return new Sandbox(options);
}

class Sandbox implements SandboxDirectory {
  readonly connection: ConnectionName;
  readonly label = LABEL;
  readonly capabilities = { writes: ['activate', 'deactivate'], knowsLoginCount: true } as const;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #size: number;
  readonly #gate: Gate;
  readonly #lanes = new Lanes();
  readonly #open: () => Promise<Memory>;
  #opening: Promise<Memory> | undefined;
  #loginsUntil: Instant;
  #logins = 0;

  constructor({ connection, store, clock, seed = 1, users = 1_200, controls = {} }: SandboxOptions) {
    this.connection = connection;
    this.#clock = clock;
    this.#seed = seed;
    this.#size = Math.max(users, CAST.length);
    this.#gate = new Gate(clock, seed, LABEL);
    this.#open = () => Memory.open(store, seed, clock.now(), { ...CALM, ...controls });
    this.#loginsUntil = clock.now();
  }

  async read(signal: AbortSignal): Promise<DirectoryRead> {
    const memory = await this.#request(signal);
    const header = { directories: DIRECTORIES, groups: GROUPS, seats: seatsFor(this.#size) };
    return { header, users: this.#pages(memory, signal) };
  }

  async *#pages(memory: Memory, signal: AbortSignal): AsyncIterable<readonly DirectoryUser[]> {
    for (let from = 0; from < this.#size; from += BATCH) {
      // Making users up is plain computing: other work gets its turn between batches.
      await setImmediate();
      signal.throwIfAborted();
      if (from > 0 && memory.controls.latencyMs > 0)
        await this.#clock.sleep(memory.controls.latencyMs, signal);
      if (memory.controls.truncatesReads && (from > 0 || this.#size <= BATCH))
        throw truncated(from, this.#size);
      const batch: DirectoryUser[] = [];
      for (let index = from; index < Math.min(from + BATCH, this.#size); index += 1) {
        const user = this.#describe(memory, this.#resident(memory, index));
        if (user !== undefined) batch.push(user);
      }
      yield batch;
    }
  }

  async revision(): Promise<string> {
    const memory = await this.#memory();
    await this.#lettingPeopleIn(memory);
    return [this.#seed, this.#size, memory.epoch, memory.outside].join('.');
  }

  async user(ref: UserRef, signal: AbortSignal): Promise<DirectoryUser | undefined> {
    const memory = await this.#request(signal);
    return this.#describe(memory, this.#find(memory, ref));
  }

  async apply(ref: UserRef, step: Step, signal: AbortSignal): Promise<Applied> {
    const memory = await this.#request(signal);
    return this.#lanes.run(ref, async () => {
      const { id, directory, active } = this.#known(memory, ref);
      if (!DIRECTORIES.some(({ name, writable }) => name === directory && writable)) {
        throw rejected(`${directory} is read-only: change the account where it comes from.`);
      }
      const applied: Applied = isAlreadySo([step], { active }) ? 'already-so' : 'done';
      const change = { ...memory.change(id), ...afterSteps([step], { active }) };
      await memory.keepWrite(change, { id, step: step.kind, applied, at: this.#clock.now() });
      return applied;
    });
  }

  async check(signal: AbortSignal): Promise<readonly Finding[]> {
    const memory = await this.#request(signal);
    return findingsOf(LABEL, this.#size, memory.controls);
  }

  async close(): Promise<void> {}

  async controls(): Promise<SandboxControls> {
    return (await this.#memory()).controls;
  }

  async setControls(change: Partial<SandboxControls>): Promise<SandboxControls> {
    const memory = await this.#memory();
    await this.#lettingPeopleIn(memory);
    await memory.keepControls(readControls(JSON.stringify(change), memory.controls));
    return memory.controls;
  }

  async moveClock(ms: number): Promise<void> {
    const memory = await this.#memory();
    await memory.keepMoved(memory.movedMs + ms);
  }

  async login(ref: UserRef): Promise<void> {
    await this.#loggingIn(await this.#memory(), ref);
  }

  async addToGroup(ref: UserRef, group: string): Promise<void> {
    const memory = await this.#memory();
    if (!GROUPS.some(({ name }) => name === group)) throw notFound('group', group);
    await this.#lanes.run(ref, async () => {
      const { id, groups } = this.#known(memory, ref);
      const all = [...new Set([...groups, group])].sort();
      await memory.keepOutside(id, { ...memory.change(id), groups: all });
    });
  }

  async remove(ref: UserRef): Promise<void> {
    const memory = await this.#memory();
    await this.#lanes.run(ref, async () => {
      const { id } = this.#known(memory, ref);
      await memory.keepOutside(id, { ...memory.change(id), removed: true });
    });
  }

  async writes(ref?: UserRef): Promise<readonly SandboxWrite[]> {
    const memory = await this.#memory();
    const id = ref === undefined ? undefined : (parseUserRef(ref)?.id ?? '');
    const all: SandboxWrite[] = [];
    for await (const write of memory.writes(id)) all.push(write);
    return all;
  }

  async #request(signal: AbortSignal): Promise<Memory> {
    const memory = await this.#memory();
    await this.#gate.pass(memory.controls, signal);
    await this.#lettingPeopleIn(memory);
    return memory;
  }

  #memory(): Promise<Memory> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** The logins that are due since the last request; without a timer, so that a stepped clock decides. */
  async #lettingPeopleIn(memory: Memory): Promise<void> {
    const now = this.#clock.now();
    const { loginsPerSecond } = memory.controls;
    const due = Math.floor(((now - this.#loginsUntil) * loginsPerSecond) / 1000);
    if (loginsPerSecond > 0 && due === 0) return;
    this.#loginsUntil = now;
    for (let n = 0; n < Math.min(due, MOST_LOGINS_AT_ONCE); n += 1) {
      this.#logins += 1;
      const who = this.#resident(memory, hash(this.#seed, this.#logins, 80) % this.#size);
      const user = this.#describe(memory, who);
      if (user?.active) await this.#loggingIn(memory, user.ref);
    }
  }

  async #loggingIn(memory: Memory, ref: UserRef): Promise<void> {
    await this.#lanes.run(ref, async () => {
      const { id, username, active, loginCount } = this.#known(memory, ref);
      if (!active) throw rejected(`${username} is deactivated and cannot log in.`);
      const lastLogin = this.#clock.now() + memory.movedMs;
      await memory.keepOutside(id, { ...memory.change(id), lastLogin, loginCount: loginCount + 1 });
    });
  }

  #resident(memory: Memory, index: number): Resident | undefined {
    const resident = residentAt(this.#seed, index, memory.epoch);
    return changed(resident, memory.change(resident.id));
  }

  #describe(memory: Memory, resident: Resident | undefined): DirectoryUser | undefined {
    return resident && describe(resident, this.connection, memory.movedMs);
  }

  #find(memory: Memory, ref: UserRef): Resident | undefined {
    const parts = parseUserRef(ref);
    const index = parts?.connection === this.connection ? indexOf(parts.id) : undefined;
    if (index === undefined || index >= this.#size) return undefined;
    const resident = this.#resident(memory, index);
    return resident?.directory === parts?.directory ? resident : undefined;
  }

  #known(memory: Memory, ref: UserRef): Resident {
    const resident = this.#find(memory, ref);
    if (resident === undefined) throw notFound('user', parseUserRef(ref)?.id ?? ref);
    return resident;
  }
}

function truncated(got: number, wanted: number): ProblemError {
  const message = `The read broke off after ${got} of ${wanted} users, so none of it is used.`;
  return new ProblemError({ kind: 'unavailable', source: LABEL, message });
}

function rejected(message: string): ProblemError {
  return new ProblemError({ kind: 'rejected', source: LABEL, message });
}

function notFound(what: string, name: string): ProblemError {
  return new ProblemError({ kind: 'not-found', what, name, nearest: [] });
}
