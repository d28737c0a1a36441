import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type ConnectionName, type Instant, parseUserRef, type UserRef } from '../../../src/domain/ids.ts';
import type { Finding } from '../../../src/domain/notice.ts';
import type { Step, StepKind } from '../../../src/domain/operation.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { AdapterStore } from '../../../src/ports/storage.ts';
import type {
  Applied,
  DirectoryCapabilities,
  DirectoryRead,
  ReadHeader,
  UserDirectory,
} from '../../../src/ports/user-directory.ts';
import { CAST, castRef, OWN_ACCOUNT } from './cast.ts';
import { Changing } from './changing.ts';
import { CALM, readControls, type SandboxControls } from './controls.ts';
import { findingsOf } from './findings.ts';
import { Gate } from './gate.ts';
import { Memory, type SandboxWrite } from './memory.ts';
import { DIRECTORIES, GROUPS, groupNamed, seatsFor } from './organisation.ts';
import { hash } from './prng.ts';
import { LABEL, notFound, rejected, truncated } from './problems.ts';
import { Residents } from './residents.ts';

export interface SandboxOptions {
  readonly connection: ConnectionName;
  readonly store: AdapterStore;
  readonly clock: Clock;
  /** The same seed gives the same organisation; 1 when not given. */
  readonly seed?: number;
  /** How many users it has, at least the cast; 1,200 when not given. */
  readonly users?: number;
  /** The steps it can write; all when not given. A test narrows them, for example to a directory without renames. */
  readonly writes?: readonly StepKind[];
  /** How it behaves until {@link SandboxDirectory.setControls} says otherwise; calm when not given. */
  readonly controls?: Partial<SandboxControls>;
  /** This process among those that share the store, as the log of writes names it; drawn when not given. */
  readonly instance?: string;
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
  /** Somebody else removes the user from a group; `rejected` when the membership is only inherited. */
  leaveGroup(ref: UserRef, group: string): Promise<void>;
  /** Somebody else gives the user another username; `conflict` when it is taken. */
  rename(ref: UserRef, username: string): Promise<void>;
  /** Somebody else activates or deactivates the user. */
  setActive(ref: UserRef, active: boolean): Promise<void>;
  /** Somebody else deletes the user. */
  remove(ref: UserRef): Promise<void>;
  /** Write requests that reached the organisation, in order, of one user or of all; survives a crash. */
  writes(ref?: UserRef): Promise<readonly SandboxWrite[]>;
}

const EVERY_STEP: readonly StepKind[] = ['activate', 'deactivate', 'rename', 'delete', 'join', 'leave'];
/** One more whenever the same organisation is described otherwise: a read stored before is then read again. */
const EDITION = 2;
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
  readonly capabilities: DirectoryCapabilities;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #size: number;
  readonly #gate: Gate;
  readonly #changing: Changing;
  readonly #open: () => Promise<Residents>;
  #opening: Promise<Residents> | undefined;
  #loginsUntil: Instant;
  #logins = 0;

  constructor(options: SandboxOptions) {
    const { connection, store, clock, seed = 1, users = 1_200, writes, controls = {} } = options;
    const { instance = randomUUID() } = options;
    const size = Math.max(users, CAST.length);
    this.connection = connection;
    this.capabilities = { writes: writes ?? EVERY_STEP, knowsLoginCount: true };
    this.#clock = clock;
    this.#seed = seed;
    this.#size = size;
    this.#gate = new Gate(clock, seed, LABEL);
    this.#changing = new Changing(clock);
    this.#open = async () => {
      const base = { ...CALM, ...controls };
      const memory = await Memory.open(store, { seed, now: clock.now(), controls: base, instance });
      return new Residents(memory, { connection, seed, size });
    };
    this.#loginsUntil = clock.now();
  }

  async read(signal: AbortSignal): Promise<DirectoryRead> {
    const residents = await this.#request(signal);
    const header: ReadHeader = {
      directories: DIRECTORIES,
      groups: GROUPS,
      seats: seatsFor(this.#size),
      ownAccount: castRef(this.connection, OWN_ACCOUNT),
    };
    return { header, users: this.#pages(residents, signal) };
  }

  async *#pages(residents: Residents, signal: AbortSignal): AsyncIterable<readonly DirectoryUser[]> {
    const { memory } = residents;
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
        const user = residents.describe(residents.at(index));
        if (user !== undefined) batch.push(user);
      }
      yield batch;
    }
  }

  async revision(): Promise<string> {
    const residents = await this.#residents();
    await this.#lettingPeopleIn(residents);
    const { epoch, outside } = residents.memory;
    return [EDITION, this.#seed, this.#size, epoch, outside].join('.');
  }

  async user(ref: UserRef, signal: AbortSignal): Promise<DirectoryUser | undefined> {
    const residents = await this.#request(signal);
    await residents.memory.catchUp(parseUserRef(ref)?.id ?? '');
    return residents.describe(residents.find(ref));
  }

  async apply(ref: UserRef, step: Step, signal: AbortSignal): Promise<Applied> {
    const residents = await this.#request(signal);
    if (!this.capabilities.writes.includes(step.kind)) {
      throw rejected(
        `This sandbox does not write "${step.kind}". Make the change where the account comes from.`,
      );
    }
    return this.#changing.apply(residents, ref, step);
  }

  async check(signal: AbortSignal): Promise<readonly Finding[]> {
    const { memory } = await this.#request(signal);
    return findingsOf(LABEL, this.#size, memory.controls);
  }

  async close(): Promise<void> {}

  async controls(): Promise<SandboxControls> {
    return (await this.#residents()).memory.controls;
  }

  async setControls(change: Partial<SandboxControls>): Promise<SandboxControls> {
    const residents = await this.#residents();
    await this.#lettingPeopleIn(residents);
    const { memory } = residents;
    await memory.keepControls(readControls(JSON.stringify(change), memory.controls), this.#clock.now());
    return memory.controls;
  }

  async moveClock(ms: number): Promise<void> {
    const { memory } = await this.#residents();
    await memory.keepMoved(memory.movedMs + ms, this.#clock.now());
  }

  async login(ref: UserRef): Promise<void> {
    await this.#changing.login(await this.#residents(), ref);
  }

  addToGroup(ref: UserRef, group: string): Promise<void> {
    return this.#outside(ref, { kind: 'join', group });
  }

  async leaveGroup(ref: UserRef, group: string): Promise<void> {
    if (groupNamed(group) === undefined) throw notFound('group', group);
    await this.#outside(ref, { kind: 'leave', group });
  }

  rename(ref: UserRef, username: string): Promise<void> {
    return this.#outside(ref, { kind: 'rename', to: username });
  }

  setActive(ref: UserRef, active: boolean): Promise<void> {
    return this.#outside(ref, { kind: active ? 'activate' : 'deactivate' });
  }

  remove(ref: UserRef): Promise<void> {
    return this.#outside(ref, { kind: 'delete' });
  }

  async writes(ref?: UserRef): Promise<readonly SandboxWrite[]> {
    const { memory } = await this.#residents();
    const id = ref === undefined ? undefined : (parseUserRef(ref)?.id ?? '');
    const all: SandboxWrite[] = [];
    for await (const write of memory.writes(id)) all.push(write);
    return all;
  }

  async #outside(ref: UserRef, step: Step): Promise<void> {
    await this.#changing.outside(await this.#residents(), ref, step);
  }

  async #request(signal: AbortSignal): Promise<Residents> {
    const residents = await this.#residents();
    const { memory } = residents;
    await this.#gate.pass(memory.controls, signal);
    // What the request finds is what there is when it is answered.
    if (memory.controls.latencyMs > 0) await memory.follow();
    await this.#lettingPeopleIn(residents);
    return residents;
  }

  /** Everybody, with what other processes changed before the call. */
  async #residents(): Promise<Residents> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    const residents = await this.#opening;
    await residents.memory.follow();
    return residents;
  }

  /** The logins that are due since the last request; without a timer, so that a stepped clock decides. */
  async #lettingPeopleIn(residents: Residents): Promise<void> {
    const now = this.#clock.now();
    const { loginsPerSecond } = residents.memory.controls;
    const due = Math.floor(((now - this.#loginsUntil) * loginsPerSecond) / 1000);
    if (loginsPerSecond > 0 && due === 0) return;
    this.#loginsUntil = now;
    for (let n = 0; n < Math.min(due, MOST_LOGINS_AT_ONCE); n += 1) {
      this.#logins += 1;
      const user = residents.describe(residents.at(hash(this.#seed, this.#logins, 80) % this.#size));
      if (user?.active) await this.#changing.login(residents, user.ref);
    }
  }
}
