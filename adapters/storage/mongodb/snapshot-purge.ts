import type { ConnectionName, Instant } from '../../../src/domain/ids.ts';
import type { Database } from './database.ts';
import type { Rows } from './rows.ts';
import type { SnapshotLog } from './snapshot-log.ts';
import { under, type VersionRow, type VersionUserRow } from './snapshot-rows.ts';

/** How long a replaced read stays for those who still read it, and a read under way without a sign of life. */
export const GRACE_MS = 10 * 60_000;
/** Rows removed in one request. */
const SLICE = 1000;
/** Versions looked at; there are a handful for each connection. */
const MAX_VERSIONS = 1000;

/**
 * Removes reads nobody needs, a slice at a time: replaced ones after a grace, and what a crash left half-written.
 * Any number of instances may do so at once. A version is claimed before its users go, so that neither its writer nor
 * a reader takes what is left of it for whole.
 */
export class SnapshotPurge {
  readonly #versions: Rows<VersionRow>;
  readonly #users: Rows<VersionUserRow>;
  readonly #log: SnapshotLog;
  readonly #now: () => Instant;
  readonly #onError: (error: unknown) => void;
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(db: Database, log: SnapshotLog, now: () => Instant, onError: (error: unknown) => void) {
    this.#versions = db.rows('snapshots');
    this.#users = db.rows('snapshot_users');
    this.#log = log;
    this.#now = now;
    this.#onError = onError;
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
    if (this.#isClosed) return;
    const versions = await this.#versions.all({}, { limit: MAX_VERSIONS, projection: { header: 0 } });
    const kept = new Map<ConnectionName, VersionRow[]>();
    for (const connection of new Set(versions.map((version) => version.connection))) {
      const current = (await this.#log.committed(connection))?.version;
      for (const version of versions.filter((one) => one.connection === connection)) {
        if (version._id !== current && (await this.#isClaimed(version))) await this.#remove(version._id);
        else kept.set(connection, [...(kept.get(connection) ?? []), version]);
      }
    }
    for (const [connection, left] of kept) {
      const before = Math.min(...left.map(({ since }) => since));
      while (!this.#isClosed && (await this.#log.shorten(connection, before, SLICE)));
    }
  }

  /** True when this version, which is not the current one, is nobody's any more. */
  async #isClaimed({ _id, state, aliveAt, replacedAt }: VersionRow): Promise<boolean> {
    if (state === 'purging') return true;
    const longAgo = this.#now() - GRACE_MS;
    if (aliveAt > longAgo) return false;
    if (state === 'ready' && replacedAt === null) {
      // Whoever replaced it died before saying so, and somebody may have begun to read it just before.
      await this.#versions.update({ _id, state }, { $set: { replacedAt: this.#now() } });
      return false;
    }
    if (state === 'ready' && Number(replacedAt) > longAgo) return false;
    const asItWas = { _id, state, aliveAt, replacedAt };
    return this.#versions.update(asItWas, { $set: { state: 'purging' } });
  }

  async #remove(version: string): Promise<void> {
    const { $gt, $lt } = under(version);
    while (!this.#isClosed) {
      const rows = await this.#users.all(
        { _id: { $gt, $lt } },
        { sort: { _id: 1 }, limit: SLICE, projection: { _id: 1 } },
      );
      const last = rows.at(-1);
      if (last !== undefined) await this.#users.remove({ _id: { $gt, $lte: last._id } });
      if (rows.length === SLICE) continue;
      await this.#versions.remove({ _id: version, state: 'purging' });
      return;
    }
  }
}
