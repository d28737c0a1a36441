import type { ConnectionName } from '../../../../src/domain/ids.ts';
import type { Database, SqlRow } from '../database.ts';
import { keyed, parsed } from './table.ts';

/** The current read of each connection. */
export const snapshotTable = keyed<'snapshot'>({
  from: 'snapshots',
  key: ['connection'],
  columns: 'connection, header, read_at, revision, users',
  where: "state = 'current'",
  read: (row) => ({
    connection: connectionOf(row),
    snapshot: {
      header: parsed(row, 'header'),
      readAt: Number(row.read_at),
      revision: row.revision === null ? null : String(row.revision),
      users: Number(row.users),
    },
  }),
  put(db, rows) {
    for (const { connection, snapshot } of rows) {
      if (currentOf(db, connection) !== undefined) continue;
      const { header, readAt, revision, users } = snapshot;
      db.run(
        `INSERT INTO snapshots (connection, state, header, read_at, revision, users)
         VALUES (?, 'current', ?, ?, ?, ?)`,
        connection,
        JSON.stringify(header),
        readAt,
        revision,
        users,
      );
    }
  },
});

/** The users of the current reads. */
export const snapshotUserTable = keyed<'snapshot-user'>({
  from: "(SELECT connection, id FROM snapshots WHERE state = 'current') JOIN snapshot_users ON snapshot = id",
  key: ['snapshot', 'n'],
  columns: 'connection, snapshot, n, body',
  read: (row) => ({ connection: connectionOf(row), n: Number(row.n), user: parsed(row, 'body') }),
  put(db, rows) {
    const ids = new Map<ConnectionName, number>();
    db.insert(
      'INSERT OR REPLACE INTO snapshot_users (snapshot, n, ref, body)',
      rows.map(({ connection, n, user }) => {
        const id = ids.get(connection) ?? currentOf(db, connection);
        if (id === undefined) throw new Error(`no read of ${connection} was put before its users`);
        ids.set(connection, id);
        return [id, n, user.ref, JSON.stringify(user)];
      }),
    );
  },
});

function connectionOf(row: SqlRow): ConnectionName {
  return String(row.connection) as ConnectionName;
}

function currentOf(db: Database, connection: ConnectionName): number | undefined {
  const row = db.one("SELECT id FROM snapshots WHERE connection = ? AND state = 'current'", connection);
  return row === undefined ? undefined : Number(row.id);
}
