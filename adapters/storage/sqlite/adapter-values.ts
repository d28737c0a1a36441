import type { AdapterStore } from '../../../src/ports/storage.ts';
import type { Database } from './database.ts';

const PUT = 'INSERT INTO adapter_values (adapter, key, value)';
const OVER = 'ON CONFLICT (adapter, key) DO UPDATE SET value = excluded.value';
/** Sorts after every key that continues a prefix. */
const LAST = '\u{10FFFF}';

/** The private corner of one adapter. */
export class SqliteAdapterValues implements AdapterStore {
  readonly #db: Database;
  readonly #adapter: string;

  constructor(db: Database, adapter: string) {
    this.#db = db;
    this.#adapter = adapter;
  }

  async get(key: string): Promise<string | undefined> {
    const sql = 'SELECT value FROM adapter_values WHERE adapter = ? AND key = ?';
    const value = this.#db.one(sql, this.#adapter, key)?.value;
    return value === undefined ? undefined : String(value);
  }

  async put(key: string, value: string): Promise<void> {
    this.#db.insert(PUT, [[this.#adapter, key, value]], OVER);
  }

  async add(key: string, value: string): Promise<boolean> {
    return this.#db.run(`${PUT} VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, this.#adapter, key, value) > 0;
  }

  async putAll(entries: readonly (readonly [key: string, value: string])[]): Promise<void> {
    // One statement may name a key once only; the last value given stands.
    const rows = [...new Map(entries)].map(([key, value]) => [this.#adapter, key, value]);
    this.#db.transact(() => this.#db.insert(PUT, rows, OVER));
  }

  async remove(key: string): Promise<void> {
    this.#db.run('DELETE FROM adapter_values WHERE adapter = ? AND key = ?', this.#adapter, key);
  }

  async list(prefix: string, after: string, limit: number): Promise<readonly (readonly [string, string])[]> {
    return this.#db
      .all(
        `SELECT key, value FROM adapter_values
         WHERE adapter = ? AND key >= ? AND key < ? AND key > ? ORDER BY key LIMIT ?`,
        this.#adapter,
        prefix,
        prefix + LAST,
        after,
        limit,
      )
      .map((row) => [String(row.key), String(row.value)] as const);
  }
}
