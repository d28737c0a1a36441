import { z } from 'zod';
import { caseless } from '../../../src/domain/caseless.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { AdapterStore } from '../../../src/ports/storage.ts';
import { readControls, type SandboxControls } from './controls.ts';
import { Journal } from './journal.ts';

const LOGIN = z.object({ lastLogin: z.number(), loginCount: z.number() });
type Login = Readonly<z.infer<typeof LOGIN>>;

/** What became different about one user since the first start; what is absent is as it was. */
const CHANGE = LOGIN.partial().extend({
  active: z.boolean().optional(),
  /** Of the latest deactivation, on the sandbox's own clock; changes kept by older versions have none. */
  deactivatedAt: z.number().optional(),
  username: z.string().optional(),
  groups: z.array(z.string()).optional(),
  removed: z.literal(true).optional(),
  /** Changes so far but logins, and write requests that found it already so. */
  writes: z.number().optional(),
});
export type Change = Readonly<z.infer<typeof CHANGE>>;

const WRITE = z.object({
  id: z.string(),
  step: z.string(),
  what: z.string().optional(),
  applied: z.enum(['done', 'already-so']),
  at: z.number(),
  by: z.string().optional(),
});
/** One write request that was carried out, or found it already so. */
export interface SandboxWrite extends Readonly<z.infer<typeof WRITE>> {
  /** The user's id in the sandbox. */
  readonly id: string;
  readonly step: string;
  /** The group joined or left, or the name given. */
  readonly what?: string | undefined;
  readonly applied: 'done' | 'already-so';
  readonly at: Instant;
  /** The process that wrote; unknown for what older versions kept. */
  readonly by?: string | undefined;
}

/** What the log has for one change: how the user was left by it, and the write request when it was one of ours. */
const ENTRY = z.object({ change: CHANGE.optional(), outside: z.literal(true).optional() });

/** Rows asked of the store at once. */
const PAGE = 1_000;
const LOG_DIGITS = 6;

/** Which of the organisations that a store may hold, and for which process. */
export interface MemoryOptions {
  readonly seed: number;
  readonly now: Instant;
  readonly controls: SandboxControls;
  /** Names the process among those that share the store; unique. */
  readonly instance: string;
}

/**
 * Everything about a sandbox that is no pure function of its seed, with its copy in the store. Keys carry the
 * seed: another seed is another organisation, and coming back finds the first as it was left. What a method
 * changes is visible only after the store has it.
 *
 * Several processes may share a store. Each log entry says how it left the user, so one row is the whole change. The
 * entries of one user have consecutive numbers, and of two processes that add the same number one is told to look again:
 * no change is lost or logged over another. {@link follow} takes over what the others changed, {@link catchUp} also
 * what one of them died over. What was changed before there was more than one process lies in a row for each user.
 */
export class Memory {
  readonly epoch: Instant;
  readonly instance: string;
  readonly #store: AdapterStore;
  readonly #prefix: string;
  readonly #base: SandboxControls;
  readonly #journal: Journal;
  readonly #changes = new Map<string, Change>();
  readonly #logins = new Map<string, Login>();
  /** Who has a name that was given since the first start, by the name, caseless. */
  readonly #renamed = new Map<string, string>();
  /** Counted by versions that had no journal. */
  #outside = 0;
  #movedMs = 0;
  #controls: SandboxControls;
  #isBehind = false;
  #following: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  private constructor(
    store: AdapterStore,
    { seed, instance, controls }: MemoryOptions,
    { epoch, journal }: { readonly epoch: Instant; readonly journal: Journal },
  ) {
    this.#store = store;
    this.#prefix = prefixOf(seed);
    this.instance = instance;
    this.epoch = epoch;
    this.#base = controls;
    this.#controls = controls;
    this.#journal = journal;
  }

  /** Reads what is kept; a first start is recorded as happening `now`. */
  static async open(store: AdapterStore, options: MemoryOptions): Promise<Memory> {
    const { seed, now, instance } = options;
    const prefix = prefixOf(seed);
    await store.add(`${prefix}epoch`, String(now));
    const epoch = Number(await store.get(`${prefix}epoch`));
    // First: what is changed while all of it is read is told of afterwards.
    const journal = await Journal.open(store, prefix, instance, now);
    const memory = new Memory(store, options, { epoch, journal });
    await memory.#readAll();
    return memory;
  }

  /** How far the sandbox's clock is ahead, in milliseconds. */
  get movedMs(): number {
    return this.#movedMs;
  }

  get controls(): SandboxControls {
    return this.#controls;
  }

  /** How often something changed that was not a write of ours. */
  get outside(): number {
    return this.#outside + this.#journal.outside;
  }

  change(id: string): Change {
    return { ...this.#changes.get(id), ...this.#logins.get(id) };
  }

  /** The id of whoever was given that name, caseless, and still has it. */
  renamedTo(name: string): string | undefined {
    return this.#renamed.get(name);
  }

  /** Takes over what other processes changed before the call. Callers at once share a look at the store. */
  follow(): Promise<void> {
    // Who comes while one is under way waits for the next: the one under way may have looked already.
    this.#next ??= this.#following
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        this.#following = this.#takeOver();
        return this.#following;
      });
    return this.#next;
  }

  /** Takes over what was logged of one user, told of or not. */
  async catchUp(id: string): Promise<void> {
    for (;;) {
      const n = this.#nextOf(id);
      const value = await this.#store.get(this.#prefix + logKey(id, n));
      if (value === undefined) return;
      this.#takeLogged(id, n, value);
    }
  }

  /**
   * Keeps a write request and what it changed, all or nothing; the log entry has a key of its own. False, and nothing
   * kept, when another process changed the user meanwhile: catch up and look again.
   */
  async keepWrite(change: Change, write: SandboxWrite): Promise<boolean> {
    return this.#log(write.id, change, { ...write, by: this.instance }, write.at);
  }

  /** Keeps what somebody else changed about a user; false as for a write. */
  async keepOutside(id: string, change: Change, at: Instant): Promise<boolean> {
    return this.#log(id, change, { outside: true }, at);
  }

  /** Beside all other changes of the user, which it must not wait for nor overwrite. */
  async keepLogin(id: string, login: Login, at: Instant): Promise<void> {
    await this.#store.put(...this.#entry(`login/${id}`, login));
    this.#logins.set(id, login);
    await this.#journal.tell([`login/${id}`], 1, at);
  }

  async keepControls(controls: SandboxControls, at: Instant): Promise<void> {
    await this.#store.put(...this.#entry('controls', controls));
    this.#controls = controls;
    await this.#journal.tell(['controls'], 0, at);
  }

  async keepMoved(movedMs: number, at: Instant): Promise<void> {
    await this.#store.put(...this.#entry('moved', movedMs));
    this.#movedMs = movedMs;
    await this.#journal.tell(['moved'], 1, at);
  }

  /** Write requests in order, of one user or of all by user. */
  async *writes(id?: string): AsyncIterable<SandboxWrite> {
    for await (const [, value] of this.#entries(id === undefined ? 'write/' : `write/${id}/`)) {
      const entry: unknown = JSON.parse(value);
      if (ENTRY.parse(entry).outside === undefined) yield WRITE.parse(entry);
    }
  }

  async #log(id: string, change: Change, entry: object, at: Instant): Promise<boolean> {
    const n = this.#nextOf(id);
    const next = { ...change, writes: n };
    if (!(await this.#store.add(...this.#entry(logKey(id, n), { ...entry, change: next })))) return false;
    this.#set(id, next);
    await this.#journal.tell([`user/${id}`], 'outside' in entry ? 1 : 0, at);
    return true;
  }

  #nextOf(id: string): number {
    return (this.#changes.get(id)?.writes ?? 0) + 1;
  }

  async #takeOver(): Promise<void> {
    const news = await this.#journal.news();
    const isAll = this.#isBehind || news === 'all';
    // News is told once: when reading it fails, the next look reads everything.
    this.#isBehind = true;
    if (isAll) await this.#readAll();
    else await Promise.all([...new Set(news)].map((key) => this.#read(key)));
    this.#isBehind = false;
  }

  async #readAll(): Promise<void> {
    this.#outside = Number((await this.#store.get(`${this.#prefix}outside`)) ?? 0);
    for (const key of ['controls', 'moved']) await this.#read(key);
    for (const kind of ['user/', 'write/', 'login/']) {
      for await (const [key, value] of this.#entries(kind)) this.#take(kind + key, value);
    }
  }

  async #read(key: string): Promise<void> {
    const [kind, id = ''] = key.split('/');
    if (kind === 'user') await this.catchUp(id);
    else this.#take(key, await this.#store.get(this.#prefix + key));
  }

  #takeLogged(id: string, n: number, value: string): void {
    if (n < this.#nextOf(id)) return;
    const { change } = ENTRY.parse(JSON.parse(value));
    this.#set(id, { ...(change ?? this.#changes.get(id)), writes: n });
  }

  #take(key: string, value: string | undefined): void {
    if (key === 'controls') this.#controls = readControls(value, this.#base);
    else if (value === undefined) return;
    else if (key === 'moved') this.#movedMs = Number(value);
    else {
      const [kind, id = '', n] = key.split('/');
      if (kind === 'login') this.#logins.set(id, LOGIN.parse(JSON.parse(value)));
      else if (kind === 'write') this.#takeLogged(id, Number(n), value);
      else this.#set(id, CHANGE.parse(JSON.parse(value)));
    }
  }

  /** Never goes back: what was on its way from the store may be older than what was written here meanwhile. */
  #set(id: string, change: Change): void {
    const known = this.#changes.get(id);
    if ((known?.writes ?? 0) > (change.writes ?? 0)) return;
    const before = caseless(known?.username ?? '');
    if (this.#renamed.get(before) === id) this.#renamed.delete(before);
    if (change.username !== undefined && !change.removed) this.#renamed.set(caseless(change.username), id);
    this.#changes.set(id, change);
  }

  #entry(key: string, value: unknown): readonly [string, string] {
    return [this.#prefix + key, JSON.stringify(value)];
  }

  async *#entries(kind: string): AsyncIterable<readonly [key: string, value: string]> {
    const prefix = this.#prefix + kind;
    for (let after = ''; ; ) {
      const page = await this.#store.list(prefix, after, PAGE);
      for (const [key, value] of page) yield [key.slice(prefix.length), value];
      if (page.length < PAGE) return;
      after = page.at(-1)?.[0] ?? after;
    }
  }
}

function prefixOf(seed: number): string {
  return `${seed}/`;
}

function logKey(id: string, n: number): string {
  return `write/${id}/${String(n).padStart(LOG_DIGITS, '0')}`;
}
