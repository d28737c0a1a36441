import Libsql from 'libsql';
import { mapError } from './errors.ts';

/** What a column holds and a parameter may be. */
export type SqlValue = string | number | null;
/** One row as read, by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Rows in one INSERT; measured in research/performance.md §2 as two to four times faster than one by one. */
const ROWS_A_STATEMENT = 200;

/**
 * One connection to a SQLite file. Everything is synchronous, so a transaction is never interleaved with
 * other work; callers slice long work and let the event loop through. Errors are mapped to problems.
 */
export class Database {
  readonly path: string;
  readonly #db: Libsql.Database;
  // Apart, because libsql ignores new parameters on a statement that was read with another method before.
  readonly #readers = new Map<string, Libsql.Statement>();
  readonly #writers = new Map<string, Libsql.Statement>();

  constructor(path: string, busyTimeoutMs: number) {
    this.path = path;
    try {
      this.#db = new Libsql(path);
    } catch (error) {
      throw mapError(error, path);
    }
    try {
      this.#db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    } catch (error) {
      this.#db.close();
      throw mapError(error, path);
    }
  }

  /** Runs statements that take no parameters and give no rows. */
  exec(sql: string): void {
    this.#mapped(() => this.#db.exec(sql));
  }

  /** All rows of a query; callers limit it. */
  all(sql: string, ...parameters: readonly SqlValue[]): SqlRow[] {
    return this.#cached(this.#readers, sql, (statement) => statement.all(parameters) as SqlRow[]);
  }

  /** The first row of a query. */
  one(sql: string, ...parameters: readonly SqlValue[]): SqlRow | undefined {
    return this.all(sql, ...parameters)[0];
  }

  /** Runs a statement and says how many rows it changed. */
  run(sql: string, ...parameters: readonly SqlValue[]): number {
    return this.#cached(this.#writers, sql, (statement) => statement.run(parameters).changes);
  }

  /** Inserts many rows; `head` ends before the word VALUES, `tail` may hold an ON CONFLICT clause. */
  insert(head: string, rows: readonly (readonly SqlValue[])[], tail = ''): void {
    for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
      const slice = rows.slice(from, from + ROWS_A_STATEMENT);
      const row = `(${(slice[0] ?? []).map(() => '?').join(',')})`;
      const sql = `${head} VALUES ${slice.map(() => row).join(',')} ${tail}`;
      const values = slice.flat();
      if (slice.length === 1 || slice.length === ROWS_A_STATEMENT) this.run(sql, ...values);
      else this.#mapped(() => this.#db.prepare(sql).run(values));
    }
  }

  /** Runs `work` in a transaction: all of it or nothing. Inside another it simply takes part. */
  transact<T>(work: () => T): T {
    if (this.#db.inTransaction) return work();
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // Some faults, a full disk among them, have rolled back already.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#readers.clear();
    this.#writers.clear();
    if (this.#db.open) this.#db.close();
  }

  #cached<T>(cache: Map<string, Libsql.Statement>, sql: string, use: (statement: Libsql.Statement) => T): T {
    return this.#mapped(() => {
      const statement = cache.get(sql) ?? this.#db.prepare(sql);
      cache.set(sql, statement);
      try {
        return use(statement);
      } catch (error) {
        cache.delete(sql);
        throw error;
      }
    });
  }

  #mapped<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw mapError(error, this.path);
    }
  }
}

/** Opens a file with the settings every store relies on. */
export function openDatabase(path: string, busyTimeoutMs = 5000): Database {
  const db = new Database(path, busyTimeoutMs);
  try {
    db.all('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Gives way to whatever else is waiting; long work calls it between slices. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
