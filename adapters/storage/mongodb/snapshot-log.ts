import { type ConnectionName, connectionOf, encodePart, type UserRef } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import { type LogEntry, newsOf, parsed } from '../../../src/ports/snapshot-log.ts';
import type { FailedRead, SnapshotChange, SnapshotNews } from '../../../src/ports/snapshots.ts';
import type { Database } from './database.ts';
import { conflict, unavailable } from './errors.ts';
import type { Rows } from './rows.ts';
import { SnapshotAppend } from './snapshot-append.ts';
import { entryId, type LogRow, numberOf, under } from './snapshot-rows.ts';

/** Entries read at a time; parsing them takes a few milliseconds. */
const BATCH = 500;

/** A commit in the log. */
export interface Commit {
  readonly number: number;
  readonly version: string;
}

/** The numbered log of what happened to each connection: users that changed, reads that were committed or failed. */
export class SnapshotLog {
  readonly #rows: Rows<LogRow>;
  readonly #append: SnapshotAppend;

  constructor(db: Database) {
    this.#rows = db.rows('snapshot_log');
    this.#append = new SnapshotAppend(this.#rows);
  }

  /** The newest number; 0 when nothing has happened yet. The purge leaves that entry. */
  head(connection: ConnectionName): Promise<number> {
    return this.#append.head(connection);
  }

  async put(user: DirectoryUser, restartedAt: number | null): Promise<SnapshotChange> {
    const draft = { kind: 'user', ref: user.ref, body: JSON.stringify(user), restartedAt } as const;
    const number = await this.#append.add(connectionOf(user.ref), draft);
    return { number, ref: user.ref, user, restartedAt };
  }

  async remove(ref: UserRef): Promise<SnapshotChange> {
    const draft = { kind: 'user', ref, body: null, restartedAt: null } as const;
    return { number: await this.#append.add(connectionOf(ref), draft), ref, user: null, restartedAt: null };
  }

  async noteFailure(connection: ConnectionName, failed: FailedRead | null): Promise<void> {
    const body = failed === null ? null : JSON.stringify(failed);
    await this.#append.add(connection, { kind: 'failed', body, restartedAt: null });
  }

  /** Makes a version the current one; `conflict` when another was committed since number `basis` was. */
  async commit(connection: ConnectionName, version: string, basis: number): Promise<void> {
    await this.#append.add(connection, { kind: 'read', body: null, restartedAt: null, version }, async () => {
      if (((await this.committed(connection))?.number ?? 0) === basis) return;
      throw conflict(`Another read of ${connection} was complete before this one.`);
    });
  }

  /** The newest commit up to a number, or of all. */
  async committed(connection: ConnectionName, upTo?: number): Promise<Commit | undefined> {
    const bounds = until(connection, upTo);
    const row = await this.#rows.one(
      { commit: bounds },
      { sort: { commit: -1 }, projection: { version: 1 } },
    );
    return row === null ? undefined : { number: numberOf(row._id), version: String(row.version) };
  }

  /** How the newest read up to a number ended. */
  async failed(connection: ConnectionName, upTo: number): Promise<FailedRead | null> {
    const bounds = until(connection, upTo);
    const row = await this.#rows.one({ outcome: bounds }, { sort: { outcome: -1 }, projection: { body: 1 } });
    return parsed<FailedRead>(row?.body ?? null);
  }

  async since(connection: ConnectionName, mark: number, limit: number): Promise<SnapshotNews> {
    const rows = await this.#between(connection, mark, undefined, limit);
    return newsOf(rows.map(entryOf), mark, limit);
  }

  /** The last change of each user after one number and up to another. */
  async newest(connection: ConnectionName, from: number, to: number): Promise<ReadonlyMap<UserRef, number>> {
    const newest = new Map<UserRef, number>();
    for (let after = from; ; ) {
      const rows = await this.#between(connection, after, to, BATCH, { ref: 1 });
      for (const { _id, ref } of rows) if (ref !== undefined) newest.set(ref as UserRef, numberOf(_id));
      if (rows.length < BATCH) return newest;
      after = numberOf(rows.at(-1)?._id ?? '');
    }
  }

  /** The users that some changes left there, in batches; `unavailable` when one of the changes is gone. */
  async *users(
    connection: ConnectionName,
    numbers: readonly number[],
  ): AsyncIterable<readonly DirectoryUser[]> {
    for (let from = 0; from < numbers.length; from += BATCH) {
      const ids = numbers.slice(from, from + BATCH).map((number) => entryId(connection, number));
      const rows = await this.#rows.all({ _id: { $in: ids } }, { limit: BATCH, projection: { body: 1 } });
      if (rows.length < ids.length) throw outlived();
      yield rows.map(({ body }) => parsed<DirectoryUser>(body)).filter((user) => user !== null);
    }
  }

  /** Removes up to that many entries from before a number; says whether there may be more. */
  async shorten(connection: ConnectionName, before: number, limit: number): Promise<boolean> {
    const { $gt } = under(encodePart(connection));
    const bounds = { $gt, $lt: entryId(connection, before) };
    const rows = await this.#rows.all({ _id: bounds }, { sort: { _id: 1 }, limit, projection: { _id: 1 } });
    const last = rows.at(-1);
    if (last !== undefined) await this.#rows.remove({ _id: { $gt, $lte: last._id } });
    return rows.length === limit;
  }

  #between(
    connection: ConnectionName,
    after: number,
    upTo: number | undefined,
    limit: number,
    projection: Readonly<Record<string, 1>> = {},
  ): Promise<readonly LogRow[]> {
    const bounds = { ...until(connection, upTo), $gt: entryId(connection, after) };
    return this.#rows.all({ _id: bounds }, { sort: { _id: 1 }, limit, batchSize: limit, projection });
  }
}

/** A reader was slower than the time that its version was kept for. */
export function outlived() {
  return unavailable('A newer read has taken the place of this one meanwhile. Try again.');
}

function until(connection: ConnectionName, upTo: number | undefined) {
  const { $gt, $lt } = under(encodePart(connection));
  return upTo === undefined ? { $gt, $lt } : { $gt, $lte: entryId(connection, upTo) };
}

function entryOf({ _id, ref, body, restartedAt, outcome, commit }: LogRow): LogEntry {
  const kind = outcome === undefined ? 'user' : commit === undefined ? 'failed' : 'read';
  return { number: numberOf(_id), kind, ref: (ref ?? null) as UserRef | null, body, restartedAt };
}
