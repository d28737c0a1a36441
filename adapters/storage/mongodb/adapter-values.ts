import { encodePart } from '../../../src/domain/ids.ts';
import type { AdapterStore } from '../../../src/ports/storage.ts';
import type { Database } from './database.ts';
import type { IndexTable } from './indexes.ts';
import { newKey } from './owed.ts';
import type { Row, Rows } from './rows.ts';
import { upserted } from './unanswered.ts';

/** Sorts after every key that continues a prefix. */
const LAST = '\u{10FFFF}';

/** A value under its adapter and key, or several that are being stored together. */
interface ValueRow extends Row {
  readonly value?: string;
  /** The adapter whose values these are, while not all of them are in their own rows. */
  readonly open?: string;
  readonly entries?: readonly (readonly [key: string, value: string])[];
}

/** The index of the values of adapters. */
export const VALUE_INDEXES: IndexTable = {
  adapter_values: [{ name: 'by_open', key: { open: 1 }, sparse: true }],
};

/**
 * The private corner of one adapter. Several values are stored all or nothing without a transaction: first one row
 * holds them all, and from then on they count, then they go to their own rows, then that one goes. After a crash in
 * between readers look into it, and the next write finishes it.
 */
export class MongoAdapterValues implements AdapterStore {
  readonly #rows: Rows<ValueRow>;
  readonly #adapter: string;
  readonly #prefix: string;

  constructor(db: Database, adapter: string) {
    this.#rows = db.rows('adapter_values');
    this.#adapter = adapter;
    this.#prefix = `${encodePart(adapter)}/`;
  }

  async get(key: string): Promise<string | undefined> {
    const _id = this.#prefix + key;
    const rows = await this.#rows.all({ $or: [{ _id }, { open: this.#adapter }] }, { limit: 0 });
    const together = entriesOf(rows).get(key);
    return together ?? rows.find((row) => row._id === _id)?.value;
  }

  async put(key: string, value: string): Promise<void> {
    await this.#finishOpen();
    await upserted(() => this.#rows.update({ _id: this.#prefix + key }, { $set: { value } }, true));
  }

  async putAll(entries: readonly (readonly [key: string, value: string])[]): Promise<void> {
    // The last value given of a key stands.
    const unique = [...new Map(entries)];
    const [first] = unique;
    if (first === undefined) return;
    if (unique.length === 1) return this.put(...first);
    await this.#finishOpen();
    const row = { _id: newKey(), open: this.#adapter, entries: unique };
    await this.#rows.insert(row);
    await this.#finish(row);
  }

  async remove(key: string): Promise<void> {
    await this.#finishOpen();
    await this.#rows.remove({ _id: this.#prefix + key });
  }

  async list(prefix: string, after: string, limit: number): Promise<readonly (readonly [string, string])[]> {
    if (limit === 0) return [];
    const from = this.#prefix + prefix;
    const _id = { $gte: from, $gt: this.#prefix + after, $lt: from + LAST };
    const rows = await this.#rows.all({ _id }, { sort: { _id: 1 }, limit });
    const listed = rows.map((row) => [row._id.slice(this.#prefix.length), String(row.value)] as const);
    const together = [...entriesOf(await this.#open())];
    const added = together.filter(([key]) => key.startsWith(prefix) && key > after);
    if (added.length === 0) return listed;
    const all = [...new Map([...listed, ...added])];
    return all.sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other))).slice(0, limit);
  }

  #open(): Promise<readonly ValueRow[]> {
    return this.#rows.all({ open: this.#adapter }, { sort: { _id: 1 }, limit: 0 });
  }

  /** What a crash left open would else come back over a later write. */
  async #finishOpen(): Promise<void> {
    for (const row of await this.#open()) await this.#finish(row);
  }

  async #finish({ _id, entries = [] }: ValueRow): Promise<void> {
    const writes = entries.map(([key, value]) => ({
      updateOne: { filter: { _id: this.#prefix + key }, update: { $set: { value } }, upsert: true },
    }));
    await upserted(() => this.#rows.write(writes));
    await this.#rows.remove({ _id });
  }
}

/** The values that are not in their own rows yet, later ones over earlier ones. */
function entriesOf(rows: readonly ValueRow[]): ReadonlyMap<string, string> {
  return new Map(rows.flatMap(({ entries = [] }) => entries));
}
