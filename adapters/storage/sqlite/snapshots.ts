import { type ConnectionName, connectionOf, type UserRef } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Snapshot, SnapshotStore, SnapshotWriter } from '../../../src/ports/snapshots.ts';
import { breathe, type Database } from './database.ts';
import type { SnapshotPurge } from './snapshot-purge.ts';
import { SqliteSnapshotWriter } from './snapshot-writer.ts';

/** Users read at a time; parsing them takes a few milliseconds. */
const BATCH = 500;

/** The last complete read of each connection, kept in versions so that a reader never sees half of one. */
export class SqliteSnapshots implements SnapshotStore {
  readonly #db: Database;
  readonly #purge: SnapshotPurge;

  constructor(db: Database, purge: SnapshotPurge) {
    this.#db = db;
    this.#purge = purge;
  }

  async begin(connection: ConnectionName): Promise<SnapshotWriter> {
    return new SqliteSnapshotWriter(this.#db, this.#purge, connection);
  }

  async current(connection: ConnectionName): Promise<Snapshot | undefined> {
    const row = this.#db.one(
      "SELECT header, read_at, revision, users FROM snapshots WHERE connection = ? AND state = 'current'",
      connection,
    );
    if (row === undefined) return undefined;
    return {
      header: JSON.parse(String(row.header)),
      readAt: Number(row.read_at),
      revision: row.revision === null ? null : String(row.revision),
      users: Number(row.users),
    };
  }

  async *users(connection: ConnectionName): AsyncIterable<readonly DirectoryUser[]> {
    const snapshot = this.#currentId(connection);
    if (snapshot === undefined) return;
    // A reader keeps its version: it is not removed under its eyes when a newer read is committed.
    const release = this.#purge.hold(snapshot);
    try {
      for (let after = -1; ; await breathe()) {
        const rows = this.#db.all(
          'SELECT n, body FROM snapshot_users WHERE snapshot = ? AND n > ? ORDER BY n LIMIT ?',
          snapshot,
          after,
          BATCH,
        );
        if (rows.length > 0) yield rows.map((row) => JSON.parse(String(row.body)));
        if (rows.length < BATCH) return;
        after = Number(rows.at(-1)?.n);
      }
    } finally {
      release();
    }
  }

  async put(user: DirectoryUser): Promise<void> {
    this.#change(connectionOf(user.ref), (snapshot) => {
      const body = JSON.stringify(user);
      const sql = 'UPDATE snapshot_users SET body = ? WHERE snapshot = ? AND ref = ?';
      if (this.#db.run(sql, body, snapshot, user.ref) > 0) return 0;
      this.#db.run(
        `INSERT INTO snapshot_users (snapshot, n, ref, body)
         SELECT ?, coalesce(max(n), -1) + 1, ?, ? FROM snapshot_users WHERE snapshot = ?`,
        snapshot,
        user.ref,
        body,
        snapshot,
      );
      return 1;
    });
  }

  async remove(ref: UserRef): Promise<void> {
    this.#change(
      connectionOf(ref),
      (snapshot) => -this.#db.run('DELETE FROM snapshot_users WHERE snapshot = ? AND ref = ?', snapshot, ref),
    );
  }

  /** Changes the current read; `change` says by how many users it grew. */
  #change(connection: ConnectionName, change: (snapshot: number) => number): void {
    this.#db.transact(() => {
      const snapshot = this.#currentId(connection);
      if (snapshot === undefined) return;
      const grown = change(snapshot);
      if (grown !== 0) this.#db.run('UPDATE snapshots SET users = users + ? WHERE id = ?', grown, snapshot);
    });
  }

  #currentId(connection: ConnectionName): number | undefined {
    const row = this.#db.one(
      "SELECT id FROM snapshots WHERE connection = ? AND state = 'current'",
      connection,
    );
    return row === undefined ? undefined : Number(row.id);
  }
}
