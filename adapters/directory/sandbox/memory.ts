import { z } from 'zod';
import { caseless } from '../../../src/domain/caseless.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { AdapterStore } from '../../../src/ports/storage.ts';
import { readControls, type SandboxControls } from './controls.ts';

/** What became different about one user since the first start; what is absent is as it was. */
const CHANGE = z.object({
  active: z.boolean().optional(),
  /** Of the latest deactivation, on the sandbox's own clock; changes kept by older versions have none. */
  deactivatedAt: z.number().optional(),
  username: z.string().optional(),
  lastLogin: z.number().optional(),
  loginCount: z.number().optional(),
  groups: z.array(z.string()).optional(),
  removed: z.literal(true).optional(),
  /** Write requests so far, those that found it already so included. */
  writes: z.number().optional(),
});
export type Change = Readonly<z.infer<typeof CHANGE>>;

/** One write request that was carried out, or found it already so. */
export interface SandboxWrite {
  /** The user's id in the sandbox. */
  readonly id: string;
  readonly step: string;
  /** The group joined or left, or the name given. */
  readonly what?: string | undefined;
  readonly applied: 'done' | 'already-so';
  readonly at: Instant;
}

const WRITE = z.object({
  id: z.string(),
  step: z.string(),
  what: z.string().optional(),
  applied: z.enum(['done', 'already-so']),
  at: z.number(),
});

/** Rows asked of the store at once. */
const PAGE = 1_000;

/**
 * Everything about a sandbox that is no pure function of its seed, with its copy in the store. Keys carry the
 * seed: another seed is another organisation, and coming back finds the first as it was left. What a method
 * changes is visible only after the store has it.
 */
export class Memory {
  readonly epoch: Instant;
  readonly #store: AdapterStore;
  readonly #prefix: string;
  readonly #changes = new Map<string, Change>();
  /** Who has a name that was given since the first start, by the name, caseless. */
  readonly #renamed = new Map<string, string>();
  #movedMs: number;
  #outside: number;
  #controls: SandboxControls;

  private constructor(
    store: AdapterStore,
    prefix: string,
    kept: { epoch: Instant; movedMs: number; outside: number; controls: SandboxControls },
  ) {
    this.#store = store;
    this.#prefix = prefix;
    this.epoch = kept.epoch;
    this.#movedMs = kept.movedMs;
    this.#outside = kept.outside;
    this.#controls = kept.controls;
  }

  /** Reads what is kept; a first start is recorded as happening `now`. */
  static async open(store: AdapterStore, seed: number, now: Instant, base: SandboxControls): Promise<Memory> {
    const prefix = `${seed}/`;
    const epoch = await store.get(`${prefix}epoch`);
    if (epoch === undefined) await store.put(`${prefix}epoch`, String(now));
    const memory = new Memory(store, prefix, {
      epoch: Number(epoch ?? now),
      movedMs: Number((await store.get(`${prefix}moved`)) ?? 0),
      outside: Number((await store.get(`${prefix}outside`)) ?? 0),
      controls: readControls(await store.get(`${prefix}controls`), base),
    });
    for await (const [key, value] of memory.#entries('user/')) {
      memory.#set(key, CHANGE.parse(JSON.parse(value)));
    }
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
    return this.#outside;
  }

  change(id: string): Change {
    return this.#changes.get(id) ?? {};
  }

  /** The id of whoever was given that name, caseless, and still has it. */
  renamedTo(name: string): string | undefined {
    return this.#renamed.get(name);
  }

  /** Keeps a write request and what it changed, all or nothing; the log entry has a key of its own. */
  async keepWrite(change: Change, write: SandboxWrite): Promise<void> {
    const writes = (this.change(write.id).writes ?? 0) + 1;
    const next = { ...change, writes };
    await this.#store.putAll([
      this.#entry(`user/${write.id}`, next),
      this.#entry(`write/${write.id}/${String(writes).padStart(6, '0')}`, write),
    ]);
    this.#set(write.id, next);
  }

  /** Keeps what somebody else changed about a user. */
  async keepOutside(id: string, change: Change): Promise<void> {
    await this.#store.putAll([this.#entry(`user/${id}`, change), this.#bump()]);
    this.#set(id, change);
  }

  async keepControls(controls: SandboxControls): Promise<void> {
    await this.#store.putAll([this.#entry('controls', controls)]);
    this.#controls = controls;
  }

  async keepMoved(movedMs: number): Promise<void> {
    await this.#store.putAll([this.#entry('moved', movedMs), this.#bump()]);
    this.#movedMs = movedMs;
  }

  /** Write requests in order, of one user or of all by user. */
  async *writes(id?: string): AsyncIterable<SandboxWrite> {
    for await (const [, value] of this.#entries(id === undefined ? 'write/' : `write/${id}/`)) {
      yield WRITE.parse(JSON.parse(value));
    }
  }

  #set(id: string, change: Change): void {
    const before = caseless(this.change(id).username ?? '');
    if (this.#renamed.get(before) === id) this.#renamed.delete(before);
    if (change.username !== undefined && !change.removed) this.#renamed.set(caseless(change.username), id);
    this.#changes.set(id, change);
  }

  #bump(): readonly [string, string] {
    this.#outside += 1;
    return this.#entry('outside', this.#outside);
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
