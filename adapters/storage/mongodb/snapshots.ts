import type { ConnectionName, Instant, UserRef } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type {
  FailedRead,
  OpenSnapshot,
  SnapshotChange,
  SnapshotNews,
  SnapshotStore,
  SnapshotWriter,
} from '../../../src/ports/snapshots.ts';
import type { Database } from './database.ts';
import type { Rows } from './rows.ts';
import { outlived, SnapshotLog } from './snapshot-log.ts';
import { SnapshotPurge } from './snapshot-purge.ts';
import { snapshotOf, under, type VersionRow, type VersionUserRow } from './snapshot-rows.ts';
import { MongoSnapshotWriter } from './snapshot-writer.ts';

/** Users read at a time; parsing them takes a few milliseconds. */
const BATCH = 500;

export interface SnapshotOptions {
  /** The database's time. */
  readonly now: () => Instant;
  /** Told when old reads could not be removed; the next sweep tries again. */
  readonly onError: (error: unknown) => void;
}

/**
 * The last complete read of each connection, kept in versions so that a reader never sees half of one. A version
 * never changes: what changed since it began lies in the log, and is laid over it on reading.
 */
export class MongoSnapshots implements SnapshotStore {
  readonly #db: Database;
  readonly #versions: Rows<VersionRow>;
  readonly #users: Rows<VersionUserRow>;
  readonly #log: SnapshotLog;
  readonly #purge: SnapshotPurge;
  readonly #now: () => Instant;

  constructor(db: Database, { now, onError }: SnapshotOptions) {
    this.#db = db;
    this.#versions = db.rows('snapshots');
    this.#users = db.rows('snapshot_users');
    this.#log = new SnapshotLog(db);
    this.#purge = new SnapshotPurge(db, this.#log, now, onError);
    this.#now = now;
  }

  begin(connection: ConnectionName): Promise<SnapshotWriter> {
    const parts = { db: this.#db, log: this.#log, purge: this.#purge, now: this.#now, connection };
    return MongoSnapshotWriter.begin(parts);
  }

  async open(connection: ConnectionName): Promise<OpenSnapshot> {
    // The mark first: a read that is committed after it is for the follower to hear of.
    const mark = await this.#log.head(connection);
    const commit = await this.#log.committed(connection, mark);
    const version = commit === undefined ? null : await this.#versions.one({ _id: commit.version });
    if (commit !== undefined && version?.state !== 'ready') throw outlived();
    return {
      snapshot: version === null ? undefined : snapshotOf(version),
      failed: await this.#log.failed(connection, mark),
      read: commit?.number ?? 0,
      mark,
      users: () => (version === null ? none() : this.#usersOf(version, mark)),
    };
  }

  put(user: DirectoryUser, restartedAt: Instant | null): Promise<SnapshotChange> {
    return this.#log.put(user, restartedAt);
  }

  remove(ref: UserRef): Promise<SnapshotChange> {
    return this.#log.remove(ref);
  }

  note(connection: ConnectionName, failed: FailedRead | null): Promise<void> {
    return this.#log.noteFailure(connection, failed);
  }

  since(connection: ConnectionName, mark: number, limit: number): Promise<SnapshotNews> {
    return this.#log.since(connection, mark, limit);
  }

  sweep(): Promise<void> {
    return this.#purge.run();
  }

  /** Ends what is removed in the background, before the database is closed. */
  close(): Promise<void> {
    return this.#purge.close();
  }

  async *#usersOf(version: VersionRow, mark: number): AsyncIterable<readonly DirectoryUser[]> {
    const { _id, connection, since } = version;
    const newest = await this.#log.newest(connection, since, mark);
    let found = 0;
    for await (const rows of this.#rowsOf(_id)) {
      found += rows.length;
      yield rows.filter((row) => !newest.has(refOf(row))).map(({ body }) => JSON.parse(body));
    }
    yield* this.#log.users(connection, [...newest.values()]);
    const isWhole = found === version.users && (await this.#versions.count({ _id, state: 'ready' })) === 1;
    if (!isWhole) throw outlived();
  }

  async *#rowsOf(version: string): AsyncIterable<readonly VersionUserRow[]> {
    const { $gt, $lt } = under(version);
    for (let after = $gt; ; ) {
      const rows = await this.#users.all(
        { _id: { $gt: after, $lt } },
        { sort: { _id: 1 }, limit: BATCH, batchSize: BATCH },
      );
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) return;
      after = last._id;
    }
  }
}

function refOf({ _id }: VersionUserRow): UserRef {
  return _id.slice(_id.indexOf('/') + 1) as UserRef;
}

async function* none(): AsyncIterable<readonly DirectoryUser[]> {}
