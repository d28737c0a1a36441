import Libsql from 'libsql';
import { isBusy, mapError, unavailable } from './errors.ts';

/** What a column holds and a parameter may be. */
export type SqlValue = string | number | null;
/** One row as read, by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Rows in one INSERT; measured in research/performance.md §2 as two to four times faster than one by one. */
const ROWS_A_STATEMENT = 200;

/** Pages in the log before a commit moves them to the file, which holds everything up: a quarter of SQLite's own. */
const CHECKPOINT_PAGES = 250;

/** Memory for pages; with SQLite's own 2 MiB the index of a million users is read from disk again and again. */
const CACHE_KIB = 32 * 1024;

/**
 * One connection to a SQLite file. Everything is synchronous, so a transaction is never interleaved with
 * other work; callers slice long work and let the event loop through. Errors are mapped to problems.
 */
export class Database {
  readonly path: string;
  readonly #db: Libsql.Database;
  // Apart, because libsql ignores new parameters on a statement that was used by another method before.
  readonly #readers = new Map<string, Libsql.Statement>();
  readonly #getters = new Map<string, Libsql.Statement>();
  readonly #writers = new Map<string, Libsql.Statement>();

  readonly #busyTimeoutMs: number;
  #isInTransaction = false;
  #waits = true;

  constructor(path: string, busyTimeoutMs: number) {
    this.path = path;
    this.#busyTimeoutMs = busyTimeoutMs;
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

  /** The first row of a query; libsql adds a `_metadata` of its own to it. */
  one(sql: string, ...parameters: readonly SqlValue[]): SqlRow | undefined {
    return this.#cached(this.#getters, sql, (statement) => statement.get(parameters) as SqlRow | undefined);
  }

  /** Runs a statement and says how many rows it changed. */
  run(sql: string, ...parameters: readonly SqlValue[]): number {
    return this.transact(() =>
      this.#cached(this.#writers, sql, (statement) => statement.run(parameters).changes),
    );
  }

  /** Runs a statement that changes something and gives the first row it returns. */
  runReturning(sql: string, ...parameters: readonly SqlValue[]): SqlRow | undefined {
    return this.transact(() => this.one(sql, ...parameters));
  }

  /** Inserts many rows; `head` ends before the word VALUES, `tail` may hold an ON CONFLICT clause. */
  insert(head: string, rows: readonly (readonly SqlValue[])[], tail = ''): void {
    for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
      const slice = rows.slice(from, from + ROWS_A_STATEMENT);
      const row = `(${(slice[0] ?? []).map(() => '?').join(',')})`;
      const sql = `${head} VALUES ${slice.map(() => row).join(',')} ${tail}`;
      const values = slice.flat();
      if (slice.length === 1 || slice.length === ROWS_A_STATEMENT) this.run(sql, ...values);
      else this.transact(() => this.#mapped(() => this.#db.prepare(sql).run(values)));
    }
  }

  /**
   * Runs `work` in a transaction: all of it or nothing. Inside another it simply takes part. Every write goes
   * through here, because libsql never resets a prepared statement that found the database busy, and with such
   * a statement about no later transaction can be committed; `exec` leaves nothing behind.
   */
  transact<T>(work: () => T): T {
    if (this.#isInTransaction) return work();
    this.#begin();
    this.#isInTransaction = true;
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      this.#isInTransaction = false;
    }
  }

  /**
   * Waiting for another process holds up this whole one, so it is done once: after it was in vain, the next
   * transactions fail at once until one gets through.
   */
  #begin(): void {
    try {
      this.exec('BEGIN IMMEDIATE');
      this.#setWaiting(true);
    } catch (error) {
      if (isBusy(error)) this.#setWaiting(false);
      throw error;
    }
  }

  #setWaiting(waits: boolean): void {
    if (this.#waits === waits) return;
    this.exec(`PRAGMA busy_timeout = ${waits ? this.#busyTimeoutMs : 0}`);
    this.#waits = waits;
  }

  #rollBack(): void {
    try {
      this.#db.exec('ROLLBACK');
    } catch {
      // Some faults, a full disk among them, have rolled back already; what matters is the first error.
    }
  }

  close(): void {
    this.#readers.clear();
    this.#getters.clear();
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
    // libsql aborts the whole process on some uses of a closed connection.
    if (!this.#db.open) throw unavailable('The database is closed; Rollcall is shutting down.');
    try {
      return work();
    } catch (error) {
      throw mapError(error, this.path);
    }
  }
}

/** Waiting for another process; below the three seconds in which chat platforms want an answer. */
const BUSY_MS = 2_000;

/** Opens a file with the settings every store relies on. */
export function openDatabase(path: string, busyTimeoutMs = BUSY_MS): Database {
  const db = new Database(path, busyTimeoutMs);
  try {
    db.all('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    db.all(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
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
