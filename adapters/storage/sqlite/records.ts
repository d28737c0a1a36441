import type { RecordKindName } from '../../../src/ports/archive.ts';
import { keysOf, type RecordKeys } from '../../../src/ports/record-keys.ts';
import type { Effects, Entity, RecordQuery, RecordStore } from '../../../src/ports/records.ts';
import type { Database, SqlRow, SqlValue } from './database.ts';
import type { Outbox } from './effects.ts';
import { conflict, isDuplicate } from './errors.ts';

/** Keeps rows beside a record in step; runs in the record's transaction. */
export interface Beside {
  write(id: string, keys: RecordKeys): void;
  remove(id: string): void;
}

/** Records of one kind with optimistic versions, each a JSON text that is parsed afresh for every reader. */
export class SqliteRecords<T extends Entity> implements RecordStore<T> {
  protected readonly db: Database;
  protected readonly kind: RecordKindName;
  readonly #outbox: Outbox;
  readonly #beside: Beside | undefined;

  constructor(db: Database, outbox: Outbox, kind: RecordKindName, beside?: Beside) {
    this.db = db;
    this.kind = kind;
    this.#outbox = outbox;
    this.#beside = beside;
  }

  async create(record: T, effects?: Effects): Promise<void> {
    this.#write(record, effects, () => {
      this.db.run(
        'INSERT INTO records (kind, id, version, state, subject, body) VALUES (?, ?, ?, ?, ?, ?)',
        this.kind,
        record.id,
        record.version,
        ...this.#columns(record),
      );
    });
  }

  async load(id: T['id']): Promise<T | undefined> {
    const row = this.db.one('SELECT body FROM records WHERE kind = ? AND id = ?', this.kind, id);
    return row === undefined ? undefined : this.parse(row);
  }

  async replace(record: T, effects?: Effects): Promise<void> {
    this.#write(record, effects, () => {
      const changed = this.db.run(
        'UPDATE records SET version = ?, state = ?, subject = ?, body = ? WHERE kind = ? AND id = ? AND version = ?',
        record.version,
        ...this.#columns(record),
        this.kind,
        record.id,
        record.version - 1,
      );
      if (changed === 0)
        throw conflict(`${record.id} was changed by somebody else meanwhile. Look at it again.`);
    });
  }

  async list({ states, limit, newestFirst = true }: RecordQuery): Promise<readonly T[]> {
    const { where, values } = this.#where(states);
    const order = newestFirst ? 'DESC' : 'ASC';
    const sql = `SELECT body FROM records WHERE ${where} ORDER BY seq ${order} LIMIT ?`;
    return this.db.all(sql, ...values, limit).map((row) => this.parse(row));
  }

  async count(states?: readonly string[]): Promise<number> {
    const { where, values } = this.#where(states);
    return Number(this.db.one(`SELECT count(*) AS count FROM records WHERE ${where}`, ...values)?.count);
  }

  async remove(id: T['id'], effects?: Effects): Promise<void> {
    this.db.transact(() => {
      this.db.run('DELETE FROM records WHERE kind = ? AND id = ?', this.kind, id);
      this.#beside?.remove(id);
      this.#outbox.add(effects);
    });
    this.#outbox.announce(effects);
  }

  protected parse(row: SqlRow): T {
    return JSON.parse(String(row.body));
  }

  #write(record: T, effects: Effects | undefined, store: () => void): void {
    try {
      this.db.transact(() => {
        store();
        this.#beside?.write(record.id, keysOf(this.kind, record));
        this.#outbox.add(effects);
      });
    } catch (error) {
      if (isDuplicate(error)) throw conflict(`${record.id} exists already.`);
      throw error;
    }
    this.#outbox.announce(effects);
  }

  #columns(record: T): [state: SqlValue, subject: SqlValue, body: string] {
    const { state, subject } = keysOf(this.kind, record);
    return [state, subject, JSON.stringify(record)];
  }

  #where(states: readonly string[] | undefined): { where: string; values: readonly SqlValue[] } {
    if (states === undefined) return { where: 'kind = ?', values: [this.kind] };
    const marks = states.map(() => '?').join(',');
    return { where: `kind = ? AND state IN (${marks})`, values: [this.kind, ...states] };
  }
}
