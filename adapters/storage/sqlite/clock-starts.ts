import type { Instant, UserRef } from '../../../src/domain/ids.ts';
import type { ClockStartStore } from '../../../src/ports/snapshots.ts';
import { breathe, type Database } from './database.ts';

const PAGE = 5000;

export class SqliteClockStarts implements ClockStartStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async set(ref: UserRef, at: Instant): Promise<void> {
    this.#db.run(
      'INSERT INTO clock_starts (ref, at) VALUES (?, ?) ON CONFLICT (ref) DO UPDATE SET at = excluded.at',
      ref,
      at,
    );
  }

  async all(): Promise<ReadonlyMap<UserRef, Instant>> {
    const starts = new Map<UserRef, Instant>();
    for (let after = ''; ; await breathe()) {
      const rows = this.#db.all(
        'SELECT ref, at FROM clock_starts WHERE ref > ? ORDER BY ref LIMIT ?',
        after,
        PAGE,
      );
      for (const row of rows) starts.set(String(row.ref) as UserRef, Number(row.at));
      if (rows.length < PAGE) return starts;
      after = String(rows.at(-1)?.ref);
    }
  }
}
