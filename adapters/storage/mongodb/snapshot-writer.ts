import { randomUUID } from 'node:crypto';
import type { ConnectionName, Instant } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Snapshot, SnapshotWriter } from '../../../src/ports/snapshots.ts';
import type { Database } from './database.ts';
import { conflict } from './errors.ts';
import type { Rows } from './rows.ts';
import type { SnapshotLog } from './snapshot-log.ts';
import type { SnapshotPurge } from './snapshot-purge.ts';
import type { VersionRow, VersionUserRow } from './snapshot-rows.ts';

/** Users in one request; the next is sent when the server has stored them. */
const BATCH = 500;
/** How often a writer says that it is alive; well below the grace of the purge. */
const SIGN_MS = 60_000;

/** Collects one read under a version of its own, which becomes the current one by one entry in the log. */
export class MongoSnapshotWriter implements SnapshotWriter {
  readonly #versions: Rows<VersionRow>;
  readonly #rows: Rows<VersionUserRow>;
  readonly #log: SnapshotLog;
  readonly #purge: SnapshotPurge;
  readonly #now: () => Instant;
  readonly #connection: ConnectionName;
  readonly #version = randomUUID();
  /** The number of the commit in force when this read began. */
  readonly #basis: number;
  #aliveAt: Instant;
  #users = 0;
  #isOpen = true;

  private constructor(parts: WriterParts, basis: number) {
    this.#versions = parts.db.rows('snapshots');
    this.#rows = parts.db.rows('snapshot_users');
    this.#log = parts.log;
    this.#purge = parts.purge;
    this.#now = parts.now;
    this.#connection = parts.connection;
    this.#basis = basis;
    this.#aliveAt = parts.now();
  }

  static async begin(parts: WriterParts): Promise<MongoSnapshotWriter> {
    const { log, connection } = parts;
    // In this order: what is committed in between began before this read does.
    const since = await log.head(connection);
    const writer = new MongoSnapshotWriter(parts, (await log.committed(connection))?.number ?? 0);
    await writer.#versions.insert({
      _id: writer.#version,
      connection,
      state: 'writing',
      since,
      aliveAt: writer.#aliveAt,
      replacedAt: null,
      header: null,
      readAt: null,
      revision: null,
      users: 0,
    });
    return writer;
  }

  async add(users: readonly DirectoryUser[]): Promise<void> {
    for (let from = 0; from < users.length; from += BATCH) {
      this.#requireOpen();
      await this.#giveSign();
      const some = users.slice(from, from + BATCH);
      await this.#rows.insertAll(
        some.map((user) => ({ _id: `${this.#version}/${user.ref}`, body: JSON.stringify(user) })),
      );
      this.#users += some.length;
    }
  }

  async commit({ header, readAt, revision }: Omit<Snapshot, 'users'>): Promise<void> {
    this.#requireOpen();
    await this.#update({
      state: 'ready',
      header: JSON.stringify(header),
      readAt,
      revision: revision === null ? null : JSON.stringify(revision),
      users: this.#users,
    });
    await this.#log.commit(this.#connection, this.#version, this.#basis);
    this.#isOpen = false;
    await this.#versions.updateAll(
      { connection: this.#connection, state: 'ready', _id: { $ne: this.#version }, replacedAt: null },
      { $set: { replacedAt: this.#now() } },
    );
    void this.#purge.run();
  }

  async abandon(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    // One that is ready may have been committed with the answer lost; if not, the purge finds out.
    await this.#versions.update({ _id: this.#version, state: 'writing' }, { $set: { state: 'purging' } });
    void this.#purge.run();
  }

  async #giveSign(): Promise<void> {
    if (this.#now() - this.#aliveAt >= SIGN_MS) await this.#update({});
  }

  /** Changes the version as long as it is this writer's. */
  async #update(change: Partial<Omit<VersionRow, '_id'>>): Promise<void> {
    this.#aliveAt = this.#now();
    const $set = { ...change, aliveAt: this.#aliveAt };
    if (await this.#versions.update({ _id: this.#version, state: 'writing' }, { $set })) return;
    throw conflict(`This read of ${this.#connection} stood still for so long that it was given up.`);
  }

  #requireOpen(): void {
    if (!this.#isOpen) throw conflict(`This read of ${this.#connection} was committed or abandoned before.`);
  }
}

export interface WriterParts {
  readonly db: Database;
  readonly log: SnapshotLog;
  readonly purge: SnapshotPurge;
  readonly now: () => Instant;
  readonly connection: ConnectionName;
}
