import type { Instant } from '../../../src/domain/ids.ts';
import type { Lease, LeaseStore } from '../../../src/ports/leases.ts';
import type { Database } from './database.ts';
import { conflict } from './errors.ts';

/** Throws `conflict` unless nobody has acquired the lease's name after it; inside the caller's transaction. */
export function requireNewest(db: Database, lease: Lease): void {
  const row = db.one('SELECT fence FROM leases WHERE name = ?', lease.name);
  if (row?.fence === lease.fence) return;
  throw conflict(`${lease.name} is now written by another owner; this one stops.`);
}

/** Leases whose rows are never removed, so that the fence of a name only grows. */
export class SqliteLeases implements LeaseStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async acquire(name: string, holder: string, ttlMs: number, now: Instant): Promise<Lease | undefined> {
    const until = now + ttlMs;
    const row = this.#db.runReturning(
      `INSERT INTO leases (name, holder, fence, until) VALUES (?, ?, 1, ?)
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, fence = fence + 1, until = excluded.until
       WHERE until <= ? OR holder = excluded.holder
       RETURNING fence`,
      name,
      holder,
      until,
      now,
    );
    return row === undefined ? undefined : { name, holder, fence: Number(row.fence), until };
  }

  async renew(lease: Lease, ttlMs: number, now: Instant): Promise<Lease | undefined> {
    const until = now + ttlMs;
    const renewed = this.#db.run(
      'UPDATE leases SET until = ? WHERE name = ? AND fence = ? AND holder = ?',
      until,
      lease.name,
      lease.fence,
      lease.holder,
    );
    return renewed === 0 ? undefined : { ...lease, until };
  }

  async release(lease: Lease): Promise<void> {
    this.#db.run(
      "UPDATE leases SET holder = '', until = 0 WHERE name = ? AND fence = ?",
      lease.name,
      lease.fence,
    );
  }
}
