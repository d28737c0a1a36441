import type { OwingRow } from './owed.ts';
import type { Rows } from './rows.ts';

/** Rows settled in one request. */
const AT_ONCE = 200;

/** Keys of a row's pending things that are delivered. */
export interface Settled {
  readonly id: string;
  readonly keys: readonly string[];
}

/**
 * Takes what was delivered out of its rows, many rows in one request and without anybody waiting for it: what a
 * crash leaves in them is delivered once more, and known by its keys.
 */
export class Settlements {
  readonly #onError: (error: unknown) => void;
  /** What this process is about: nobody else in it need deliver that. */
  readonly #known = new Map<string, 'claimed' | 'delivered'>();
  /** By the name of the collection. */
  #waiting = new Map<string, { readonly rows: Rows<OwingRow>; readonly some: Settled[] }>();
  #turn: Promise<void> = Promise.resolve();

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** What this process did about a pending thing, if anything. */
  stateOf(key: string): 'claimed' | 'delivered' | undefined {
    return this.#known.get(key);
  }

  /** Their delivery begins; it ends with {@link settle} or {@link release}. */
  claim(keys: readonly string[]): void {
    for (const key of keys) this.#known.set(key, 'claimed');
  }

  /** Their delivery failed: the next sweep may try. */
  release(keys: readonly string[]): void {
    for (const key of keys) this.#known.delete(key);
  }

  /** They are delivered; the row is written soon. */
  settle(rows: Rows<OwingRow>, settled: Settled): void {
    for (const key of settled.keys) this.#known.set(key, 'delivered');
    if (this.#waiting.size === 0) this.#turn = this.#turn.then(() => this.#write());
    const same = this.#waiting.get(rows.name);
    if (same === undefined) this.#waiting.set(rows.name, { rows, some: [settled] });
    else same.some.push(settled);
  }

  /** Resolves when everything that was settled so far is written, or has failed and is left to the sweep. */
  flush(): Promise<void> {
    return this.#turn;
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const { rows, some } of waiting.values()) {
      try {
        await takeOut(rows, some);
      } catch (error) {
        this.#onError(error);
      }
      for (const { keys } of some) this.release(keys);
    }
  }
}

/** Takes what is delivered out of rows; a row that owes nothing more is unmarked or, when it was removed, deleted. */
export async function takeOut(rows: Rows<OwingRow>, settled: readonly Settled[]): Promise<void> {
  for (let from = 0; from < settled.length; from += AT_ONCE) {
    const some = settled.slice(from, from + AT_ONCE);
    await rows.write(
      some.map(({ id, keys }) => ({
        updateOne: { filter: { _id: id }, update: { $pull: { pending: { key: { $in: [...keys] } } } } },
      })),
    );
    // What somebody added meanwhile keeps its row as it is.
    const paid = { _id: { $in: some.map(({ id }) => id) }, 'pending.0': { $exists: false } };
    await rows.remove({ ...paid, gone: true });
    await rows.updateAll({ ...paid, due: { $gt: 0 } }, { $unset: { pending: '', due: '' } });
  }
}
