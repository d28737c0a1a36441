import type { Instant } from '../../../src/domain/ids.ts';
import type { DeliveryLedger } from '../../../src/ports/leases.ts';
import { breathe, type Database } from './database.ts';

/** Forgotten in one statement, so that a sweep never holds up a click. */
const SLICE = 2000;

/** Deliveries that were taken, each until its lease or, once confirmed, its memory is over. */
export class SqliteDeliveries implements DeliveryLedger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async claim(deliveryId: string, now: Instant, leaseMs: number): Promise<boolean> {
    const claimed = this.#db.run(
      `INSERT INTO deliveries (id, until) VALUES (?, ?)
       ON CONFLICT (id) DO UPDATE SET until = excluded.until WHERE until <= ?`,
      deliveryId,
      now + leaseMs,
      now,
    );
    return claimed === 1;
  }

  async confirm(deliveryId: string, now: Instant, ttlMs: number): Promise<void> {
    this.#db.run(
      `INSERT INTO deliveries (id, until) VALUES (?, ?)
       ON CONFLICT (id) DO UPDATE SET until = max(until, excluded.until)`,
      deliveryId,
      now + ttlMs,
    );
  }

  async sweep(now: Instant): Promise<void> {
    const sql =
      'DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE until <= ? ORDER BY until LIMIT ?)';
    while (this.#db.run(sql, now, SLICE) === SLICE) await breathe();
  }
}
