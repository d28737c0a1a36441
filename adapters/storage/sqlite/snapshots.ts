import type { ConnectionName, Instant, UserRef } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type {
  FailedRead,
  OpenSnapshot,
  Snapshot,
  SnapshotChange,
  SnapshotNews,
  SnapshotStore,
  SnapshotWriter,
} from '../../../src/ports/snapshots.ts';
import { breathe, type Database, type SqlRow } from './database.ts';
import { unavailable } from './errors.ts';
import { SnapshotLog } from './snapshot-log.ts';
import type { SnapshotPurge } from './snapshot-purge.ts';
import { SqliteSnapshotWriter } from './snapshot-writer.ts';

/** Users read at a time; parsing them takes a few milliseconds. */
const BATCH = 500;

/**
 * The last complete read of each connection, kept in versions so that a reader never sees half of one. A version
 * never changes: what changed since it began lies in the log, and is laid over it on reading.
 */
export class SqliteSnapshots implements SnapshotStore {
  readonly #db: Database;
  readonly #purge: SnapshotPurge;
  readonly #log: SnapshotLog;

  constructor(db: Database, purge: SnapshotPurge) {
    this.#db = db;
    this.#purge = purge;
    this.#log = new SnapshotLog(db);
  }

  async begin(connection: ConnectionName): Promise<SnapshotWriter> {
    return new SqliteSnapshotWriter(this.#db, this.#purge, this.#log, connection);
  }

  async open(connection: ConnectionName): Promise<OpenSnapshot> {
    const row = this.#db.one(
      "SELECT * FROM snapshots WHERE connection = ? AND state = 'current'",
      connection,
    );
    const mark = this.#log.head(connection);
    return {
      snapshot: row === undefined ? undefined : snapshotOf(row),
      failed: this.#log.failed(connection),
      read: Number(row?.read ?? 0),
      mark,
      users: () => (row === undefined ? none() : this.#users(connection, row, mark)),
    };
  }

  async put(user: DirectoryUser, restartedAt: Instant | null): Promise<SnapshotChange> {
    return this.#log.put(user, restartedAt);
  }

  async remove(ref: UserRef): Promise<SnapshotChange> {
    return this.#log.remove(ref);
  }

  async note(connection: ConnectionName, failed: FailedRead | null): Promise<void> {
    this.#log.noteFailure(connection, failed);
  }

  async since(connection: ConnectionName, mark: number, limit: number): Promise<SnapshotNews> {
    return this.#log.since(connection, mark, limit);
  }

  sweep(): Promise<void> {
    return this.#purge.run();
  }

  async *#users(
    connection: ConnectionName,
    row: SqlRow,
    mark: number,
  ): AsyncIterable<readonly DirectoryUser[]> {
    const version = Number(row.id);
    // A reader keeps its version: it is not removed under its eyes when a newer read is committed.
    const release = this.#purge.hold(version);
    try {
      const newest = await this.#log.newest(connection, Number(row.since), mark);
      let found = 0;
      for await (const rows of this.#rows(version)) {
        found += rows.length;
        yield rows
          .filter(({ ref }) => !newest.has(ref as UserRef))
          .map(({ body }) => JSON.parse(String(body)));
      }
      if (found !== row.users) throw unavailable('A newer read has taken the place of this one. Try again.');
      yield* this.#log.users(connection, newest.values());
    } finally {
      release();
    }
  }

  async *#rows(version: number): AsyncIterable<readonly SqlRow[]> {
    const sql = 'SELECT n, ref, body FROM snapshot_users WHERE snapshot = ? AND n > ? ORDER BY n LIMIT ?';
    for (let after = -1; ; await breathe()) {
      const rows = this.#db.all(sql, version, after, BATCH);
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH) return;
      after = Number(rows.at(-1)?.n);
    }
  }
}

function snapshotOf(row: SqlRow): Snapshot {
  return {
    header: JSON.parse(String(row.header)),
    readAt: Number(row.read_at),
    revision: row.revision === null ? null : String(row.revision),
    users: Number(row.users),
  };
}

async function* none(): AsyncIterable<readonly DirectoryUser[]> {}
