import type { Instant, UserRef } from '../../../src/domain/ids.ts';
import type { ClockStartStore } from '../../../src/ports/snapshots.ts';
import type { Database } from './database.ts';
import type { Row, Rows } from './rows.ts';

const PAGE = 5000;

/** `_id` is the user's reference. */
interface ClockStartRow extends Row {
  readonly at: Instant;
}

/** When idle clocks were restarted, one row a user. */
export class MongoClockStarts implements ClockStartStore {
  readonly #rows: Rows<ClockStartRow>;

  constructor(db: Database) {
    this.#rows = db.rows('clock_starts');
  }

  async set(ref: UserRef, at: Instant): Promise<void> {
    await this.#rows.update({ _id: ref }, { $set: { at } }, true);
  }

  async all(): Promise<ReadonlyMap<UserRef, Instant>> {
    const starts = new Map<UserRef, Instant>();
    for (let after = ''; ; ) {
      const rows = await this.#rows.all(
        { _id: { $gt: after } },
        { sort: { _id: 1 }, limit: PAGE, batchSize: PAGE },
      );
      for (const { _id, at } of rows) starts.set(_id as UserRef, at);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return starts;
      after = last._id;
    }
  }
}
