import { breathe, type Database } from './database.ts';

/** Users deleted in one transaction; a few milliseconds. */
const SLICE = 250;

/** Removes versions nobody needs, a slice at a time: replaced ones, abandoned ones, and what a crash left. */
export class SnapshotPurge {
  readonly #db: Database;
  readonly #onError: (error: unknown) => void;
  readonly #held = new Map<number, number>();
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(db: Database, onError: (error: unknown) => void) {
    this.#db = db;
    this.#onError = onError;
  }

  /** Keeps a version from being removed until the returned function is called. */
  hold(snapshot: number): () => void {
    this.#held.set(snapshot, (this.#held.get(snapshot) ?? 0) + 1);
    return () => {
      const left = (this.#held.get(snapshot) ?? 1) - 1;
      if (left > 0) this.#held.set(snapshot, left);
      else this.#held.delete(snapshot);
      void this.run();
    };
  }

  /** Resolves when everything that can be removed now is gone. Never rejects: the next call goes on. */
  run(): Promise<void> {
    this.#work = this.#work.then(() => this.#removeAll()).catch(this.#onError);
    return this.#work;
  }

  /** Stops after the slice in hand. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#work;
  }

  async #removeAll(): Promise<void> {
    for (const row of this.#db.all("SELECT id FROM snapshots WHERE state <> 'current'")) {
      const id = Number(row.id);
      if (!this.#held.has(id)) await this.#remove(id);
    }
    await this.#shortenLogs();
  }

  /** Changes from before every read that is left; the last one stays, since its number is gone on from. */
  async #shortenLogs(): Promise<void> {
    const sql =
      'DELETE FROM snapshot_log WHERE connection = ? AND n IN (SELECT n FROM snapshot_log WHERE connection = ? AND n < ? LIMIT ?)';
    for (const { connection = null, since = 0 } of this.#db.all(
      'SELECT connection, min(since) AS since FROM snapshots GROUP BY connection',
    )) {
      while (!this.#isClosed && this.#db.run(sql, connection, connection, since, SLICE) === SLICE) {
        await breathe();
      }
    }
  }

  async #remove(snapshot: number): Promise<void> {
    const sql =
      'DELETE FROM snapshot_users WHERE snapshot = ? AND n IN (SELECT n FROM snapshot_users WHERE snapshot = ? LIMIT ?)';
    while (!this.#isClosed) {
      if (this.#db.run(sql, snapshot, snapshot, SLICE) < SLICE) {
        this.#db.run("DELETE FROM snapshots WHERE id = ? AND state <> 'current'", snapshot);
        return;
      }
      await breathe();
    }
  }
}
