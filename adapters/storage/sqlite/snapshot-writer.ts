import type { ConnectionName } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Snapshot, SnapshotWriter } from '../../../src/ports/snapshots.ts';
import { breathe, type Database } from './database.ts';
import { conflict } from './errors.ts';
import type { SnapshotLog } from './snapshot-log.ts';
import type { SnapshotPurge } from './snapshot-purge.ts';

/** Users written in one transaction; a few milliseconds. */
const SLICE = 100;

/** Collects one read under a version of its own, which becomes the current one all at once. */
export class SqliteSnapshotWriter implements SnapshotWriter {
  readonly #db: Database;
  readonly #purge: SnapshotPurge;
  readonly #log: SnapshotLog;
  readonly #connection: ConnectionName;
  readonly #id: number;
  readonly #release: () => void;
  /** The read in force when this one began. */
  readonly #basis: number | undefined;
  #users = 0;
  #isOpen = true;

  constructor(db: Database, purge: SnapshotPurge, log: SnapshotLog, connection: ConnectionName) {
    this.#db = db;
    this.#purge = purge;
    this.#log = log;
    this.#connection = connection;
    this.#basis = this.#currentId();
    const row = db.runReturning(
      "INSERT INTO snapshots (connection, state, users, since) VALUES (?, 'writing', 0, ?) RETURNING id",
      connection,
      log.head(connection),
    );
    this.#id = Number(row?.id);
    this.#release = purge.hold(this.#id);
  }

  async add(users: readonly DirectoryUser[]): Promise<void> {
    for (let from = 0; from < users.length; from += SLICE) {
      if (from > 0) await breathe();
      this.#requireOpen();
      const rows = users
        .slice(from, from + SLICE)
        .map((user, index) => [this.#id, this.#users + index, user.ref, JSON.stringify(user)]);
      this.#db.transact(() => this.#db.insert('INSERT INTO snapshot_users (snapshot, n, ref, body)', rows));
      this.#users += rows.length;
    }
  }

  async commit({ header, readAt, revision }: Omit<Snapshot, 'users'>): Promise<void> {
    this.#requireOpen();
    this.#db.transact(() => {
      if (this.#currentId() !== this.#basis) {
        throw conflict(`Another read of ${this.#connection} was complete before this one.`);
      }
      this.#db.run(
        "UPDATE snapshots SET state = 'old' WHERE connection = ? AND state = 'current'",
        this.#connection,
      );
      this.#db.run(
        `UPDATE snapshots SET state = 'current', header = ?, read_at = ?, revision = ?, users = ?, read = ?
         WHERE id = ?`,
        JSON.stringify(header),
        readAt,
        revision,
        this.#users,
        this.#log.noteRead(this.#connection),
        this.#id,
      );
    });
    await this.#end();
  }

  async abandon(): Promise<void> {
    if (this.#isOpen) await this.#end();
  }

  #end(): Promise<void> {
    this.#isOpen = false;
    this.#release();
    return this.#purge.run();
  }

  #currentId(): number | undefined {
    const row = this.#db.one(
      "SELECT id FROM snapshots WHERE connection = ? AND state = 'current'",
      this.#connection,
    );
    return row === undefined ? undefined : Number(row.id);
  }

  #requireOpen(): void {
    if (!this.#isOpen) throw conflict(`This read of ${this.#connection} was committed or abandoned before.`);
  }
}
