import { type ConnectionName, connectionOf, type UserRef } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import { type LogEntry, newsOf, parsed } from '../../../src/ports/snapshot-log.ts';
import type { FailedRead, SnapshotChange, SnapshotNews } from '../../../src/ports/snapshots.ts';
import { breathe, type Database, type SqlRow } from './database.ts';

/** Changes read at a time; parsing them takes a few milliseconds. */
const BATCH = 500;

/** The numbered log of what happened to each connection. A transaction numbers, so no number is ever missing. */
export class SnapshotLog {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The newest number; 0 when nothing has happened yet. The purge leaves that entry. */
  head(connection: ConnectionName): number {
    const sql = 'SELECT coalesce(max(n), 0) AS n FROM snapshot_log WHERE connection = ?';
    return Number(this.#db.one(sql, connection)?.n);
  }

  put(user: DirectoryUser, restartedAt: number | null): SnapshotChange {
    const number = this.#append(connectionOf(user.ref), 'user', user.ref, user, restartedAt);
    return { number, ref: user.ref, user, restartedAt };
  }

  remove(ref: UserRef): SnapshotChange {
    const number = this.#append(connectionOf(ref), 'user', ref, null, null);
    return { number, ref, user: null, restartedAt: null };
  }

  /** Gives the read that is committed in the same transaction its number. */
  noteRead(connection: ConnectionName): number {
    return this.#append(connection, 'read', null, null, null);
  }

  noteFailure(connection: ConnectionName, failed: FailedRead | null): void {
    this.#append(connection, 'failed', null, failed, null);
  }

  /** How the newest read ended. */
  failed(connection: ConnectionName): FailedRead | null {
    const sql =
      "SELECT body FROM snapshot_log WHERE connection = ? AND kind <> 'user' ORDER BY n DESC LIMIT 1";
    return parsed<FailedRead>(textOf(this.#db.one(sql, connection)?.body));
  }

  since(connection: ConnectionName, mark: number, limit: number): SnapshotNews {
    const rows = this.#db.all(
      'SELECT * FROM snapshot_log WHERE connection = ? AND n > ? ORDER BY n LIMIT ?',
      connection,
      mark,
      limit,
    );
    return newsOf(rows.map(entryOf), mark, limit);
  }

  /** The last change of each user after one number and up to another. */
  async newest(connection: ConnectionName, from: number, to: number): Promise<ReadonlyMap<UserRef, number>> {
    const newest = new Map<UserRef, number>();
    const sql = `SELECT n, ref FROM snapshot_log
      WHERE connection = ? AND n > ? AND n <= ? AND kind = 'user' ORDER BY n LIMIT ?`;
    for (let after = from; ; await breathe()) {
      const rows = this.#db.all(sql, connection, after, to, BATCH);
      for (const { n, ref } of rows) newest.set(String(ref) as UserRef, Number(n));
      if (rows.length < BATCH) return newest;
      after = Number(rows.at(-1)?.n);
    }
  }

  /** The users that some changes left there, in batches. */
  async *users(
    connection: ConnectionName,
    numbers: Iterable<number>,
  ): AsyncIterable<readonly DirectoryUser[]> {
    const sql = 'SELECT body FROM snapshot_log WHERE connection = ? AND n = ?';
    let users: DirectoryUser[] = [];
    for (const number of numbers) {
      const user = parsed<DirectoryUser>(textOf(this.#db.one(sql, connection, number)?.body));
      if (user !== null) users.push(user);
      if (users.length < BATCH) continue;
      yield users;
      users = [];
      await breathe();
    }
    if (users.length > 0) yield users;
  }

  #append(
    connection: ConnectionName,
    kind: LogEntry['kind'],
    ref: UserRef | null,
    body: DirectoryUser | FailedRead | null,
    restartedAt: number | null,
  ): number {
    const row = this.#db.runReturning(
      `INSERT INTO snapshot_log (connection, n, kind, ref, body, restarted_at)
       SELECT ?, coalesce(max(n), 0) + 1, ?, ?, ?, ? FROM snapshot_log WHERE connection = ? RETURNING n`,
      connection,
      kind,
      ref,
      body === null ? null : JSON.stringify(body),
      restartedAt,
      connection,
    );
    return Number(row?.n);
  }
}

function entryOf({ n, kind, ref, body, restarted_at }: SqlRow): LogEntry {
  return {
    number: Number(n),
    kind: kind as LogEntry['kind'],
    ref: textOf(ref) as UserRef | null,
    body: textOf(body),
    restartedAt: (restarted_at ?? null) === null ? null : Number(restarted_at),
  };
}

function textOf(value: SqlRow[string] | undefined): string | null {
  return (value ?? null) === null ? null : String(value);
}
