import { randomUUID } from 'node:crypto';
import type { ConnectionName } from '../../../src/domain/ids.ts';
import { isDuplicate, isUnanswered } from './errors.ts';
import type { Rows } from './rows.ts';
import { entryId, type LogRow, numberOf, under } from './snapshot-rows.ts';

/** Entries in one request. */
const BATCH = 100;

/** An entry that has no number yet; `kind` marks those that are indexed. */
export interface LogDraft extends Pick<LogRow, 'ref' | 'body' | 'restartedAt' | 'version'> {
  readonly kind: 'user' | 'read' | 'failed';
}

interface Waiting {
  readonly draft: LogDraft;
  /** Throws when the entry may not follow what is in the log. */
  readonly guard: (() => Promise<void>) | undefined;
  readonly resolve: (number: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Numbers entries without a transaction, so that none is ever missed. An entry is inserted under the number after one
 * that is known to be stored by the majority; who finds the number taken looks for the newest and tries the next. So a
 * number exists only once all before it do, and a follower that has read up to one has seen everything below. The one
 * way out would be a number known long ago whose followers were purged: then the entry before is gone after the
 * insert, and the drafts are appended once more, which does no harm.
 */
export class SnapshotAppend {
  readonly #rows: Rows<LogRow>;
  /** The newest number known of each connection. */
  readonly #heads = new Map<ConnectionName, number>();
  readonly #queues = new Map<ConnectionName, Waiting[]>();

  constructor(rows: Rows<LogRow>) {
    this.#rows = rows;
  }

  /** Resolves with the entry's number when it is stored. Entries of one process go in the order they are given. */
  add(connection: ConnectionName, draft: LogDraft, guard?: () => Promise<void>): Promise<number> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(connection);
      const waiting: Waiting = { draft, guard, resolve, reject };
      if (queue !== undefined) queue.push(waiting);
      else {
        this.#queues.set(connection, [waiting]);
        void this.#work(connection);
      }
    });
  }

  /** The newest number; 0 when there is none. */
  async head(connection: ConnectionName): Promise<number> {
    const [prefix] = entryId(connection, 0).split('/');
    const options = { sort: { _id: -1 }, projection: { _id: 1 } } as const;
    const newest = await this.#rows.one({ _id: under(String(prefix)) }, options);
    return newest === null ? 0 : numberOf(newest._id);
  }

  async #work(connection: ConnectionName): Promise<void> {
    const queue = this.#queues.get(connection) ?? [];
    while (queue.length > 0) {
      const batch = nextBatch(queue);
      try {
        await this.#append(connection, batch);
      } catch (error) {
        this.#heads.delete(connection);
        for (const { reject } of batch) reject(error);
      }
    }
    this.#queues.delete(connection);
  }

  /** Those of the batch that are numbered are resolved, even when a later one fails. */
  async #append(connection: ConnectionName, batch: readonly Waiting[]): Promise<void> {
    let left = batch;
    while (left.length > 0) {
      const head = this.#heads.get(connection) ?? (await this.head(connection));
      for (const { guard } of left) await guard?.();
      const rows = left.map(({ draft }, index) => rowOf(entryId(connection, head + 1 + index), draft));
      const stored = await this.#insert(rows);
      const isAfterHead = head === 0 || (await this.#isThere(entryId(connection, head)));
      if (stored < rows.length || !isAfterHead) this.#heads.delete(connection);
      else this.#heads.set(connection, head + stored);
      if (!isAfterHead) continue;
      for (const [index, { resolve }] of left.slice(0, stored).entries()) resolve(head + 1 + index);
      left = left.slice(stored);
    }
  }

  /** Inserts in order and says how many of the first are stored. */
  async #insert(rows: readonly LogRow[]): Promise<number> {
    try {
      await this.#rows.insertAll(rows);
      return rows.length;
    } catch (error) {
      if (!isDuplicate(error) && !isUnanswered(error)) throw error;
      const stored = await this.#countOwn(rows);
      if (stored === 0 && isUnanswered(error)) throw error;
      return stored;
    }
  }

  async #countOwn(rows: readonly LogRow[]): Promise<number> {
    const found = await this.#rows.all(
      { _id: { $in: rows.map(({ _id }) => _id) } },
      { limit: rows.length, projection: { token: 1 } },
    );
    const tokens = new Set(found.map(({ token }) => token));
    const firstOther = rows.findIndex(({ token }) => !tokens.has(token));
    return firstOther < 0 ? rows.length : firstOther;
  }

  async #isThere(id: string): Promise<boolean> {
    return (await this.#rows.one({ _id: id }, { projection: { _id: 1 } })) !== null;
  }
}

/** Takes the next entries off the queue; one with a guard goes alone. */
function nextBatch(queue: Waiting[]): readonly Waiting[] {
  const guarded = queue.findIndex(({ guard }) => guard !== undefined);
  const length = guarded < 0 ? BATCH : Math.max(1, Math.min(BATCH, guarded));
  return queue.splice(0, length);
}

function rowOf(id: string, { kind, ...draft }: LogDraft): LogRow {
  return {
    _id: id,
    token: randomUUID(),
    ...draft,
    ...(kind !== 'user' && { outcome: id }),
    ...(kind === 'read' && { commit: id }),
  };
}
