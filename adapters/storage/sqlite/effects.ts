import type { Effects } from '../../../src/ports/records.ts';
import type { JobRequest } from '../../../src/ports/scheduler.ts';
import { appendAudit } from './audit-append.ts';
import type { Database } from './database.ts';

/** Jobs read from the table at a time. */
const PAGE = 100;

/**
 * Keeps what follows from a record until it is delivered. Audit events need no delivery: they are appended in
 * the record's own transaction. Jobs wait in a table and leave it only after the scheduler has them.
 */
export class Outbox {
  readonly #db: Database;
  readonly #auditKey: Uint8Array;
  readonly #onError: (error: unknown) => void;
  readonly #listeners: (() => void)[] = [];
  #delivery: Promise<unknown> = Promise.resolve();

  constructor(db: Database, auditKey: Uint8Array, onError: (error: unknown) => void) {
    this.#db = db;
    this.#auditKey = auditKey;
    this.#onError = onError;
  }

  /** Writes effects; to be called inside the transaction of the record they belong to. */
  add(effects: Effects | undefined): void {
    appendAudit(this.#db, this.#auditKey, effects?.audit ?? []);
    this.#db.insert(
      'INSERT INTO outbox (job)',
      (effects?.jobs ?? []).map((job) => [JSON.stringify(job)]),
    );
  }

  /** Tells the listeners; to be called after the commit. */
  announce(effects: Effects | undefined): void {
    if ((effects?.jobs ?? []).length === 0) return;
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        // The record is written; its effects wait for the sweeper.
        this.#onError(error);
      }
    }
  }

  onEffects(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Hands out waiting jobs, oldest first, one caller after the other; says how many. */
  deliver(enqueue: (job: JobRequest) => Promise<void>): Promise<number> {
    const delivery = this.#delivery.then(() => this.#deliver(enqueue));
    this.#delivery = delivery.catch(() => undefined);
    return delivery;
  }

  async #deliver(enqueue: (job: JobRequest) => Promise<void>): Promise<number> {
    let delivered = 0;
    for (;;) {
      const rows = this.#db.all('SELECT id, job FROM outbox ORDER BY id LIMIT ?', PAGE);
      if (rows.length === 0) return delivered;
      for (const row of rows) {
        await enqueue(JSON.parse(String(row.job)));
        this.#db.run('DELETE FROM outbox WHERE id = ?', Number(row.id));
        delivered += 1;
      }
    }
  }
}
