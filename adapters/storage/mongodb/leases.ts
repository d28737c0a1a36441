import type { Filter } from 'mongodb';
import type { Instant } from '../../../src/domain/ids.ts';
import type { Lease, LeaseStore } from '../../../src/ports/leases.ts';
import type { Database } from './database.ts';
import { conflict, isDuplicate } from './errors.ts';
import type { Row, Rows } from './rows.ts';

/** A lease by its name. Every `now` a caller gives is the database's time, which all instances share. */
interface LeaseRow extends Row {
  readonly _id: string;
  readonly holder: string;
  readonly fence: number;
  readonly until: Instant;
}

/** Where leases are kept; looked up by their names alone. */
export const LEASES = 'leases';

/** Throws `conflict` unless nobody has acquired the lease's name after it. Whatever is written next may be late. */
export async function requireNewest(db: Database, lease: Lease): Promise<void> {
  const row = await db.rows<LeaseRow>(LEASES).one({ _id: lease.name }, { projection: { fence: 1 } });
  if (row?.fence !== lease.fence) throw anotherOwner(lease);
}

/** What an owner is told that has lost its lease. */
export function anotherOwner(lease: Lease): Error {
  return conflict(`${lease.name} is now written by another owner; this one stops.`);
}

/** Leases whose rows are never removed, so that the fence of a name only grows. */
export class MongoLeases implements LeaseStore {
  readonly #rows: Rows<LeaseRow>;

  constructor(db: Database) {
    this.#rows = db.rows(LEASES);
  }

  async acquire(name: string, holder: string, ttlMs: number, now: Instant): Promise<Lease | undefined> {
    const until = now + ttlMs;
    const free: Filter<LeaseRow> = { _id: name, $or: [{ until: { $lte: now } }, { holder }] };
    const take = (upsert: boolean) =>
      this.#rows.updated(free, { $set: { holder, until }, $inc: { fence: 1 } }, upsert);
    const row = await take(true).catch((error: unknown) => {
      // Somebody has it, or has made the row at this moment. It never goes, so a second look is the last.
      if (isDuplicate(error)) return take(false);
      throw error;
    });
    return row === null ? undefined : { name, holder, fence: row.fence, until };
  }

  async renew(lease: Lease, ttlMs: number, now: Instant): Promise<Lease | undefined> {
    const until = now + ttlMs;
    const { name, holder, fence } = lease;
    const isRenewed = await this.#rows.update({ _id: name, fence, holder }, { $set: { until } });
    return isRenewed ? { ...lease, until } : undefined;
  }

  async release({ name, fence }: Lease): Promise<void> {
    await this.#rows.update({ _id: name, fence }, { $set: { holder: '', until: 0 } });
  }
}
