import type { Instant } from '../../../src/domain/ids.ts';
import type { DeliveryLedger } from '../../../src/ports/leases.ts';
import type { Database } from './database.ts';
import { isDuplicate } from './errors.ts';
import type { IndexTable } from './indexes.ts';
import { newKey } from './owed.ts';
import type { Row, Rows } from './rows.ts';
import { writeOnce } from './unanswered.ts';

/** A delivery by its id; `until` is by the database's clock, `mark` that of the claim that has it. */
interface DeliveryRow extends Row {
  readonly _id: string;
  readonly until: Instant;
  readonly mark?: string;
  /** When the server itself saw it last. */
  readonly seenAt?: Date;
}

const DELIVERIES = 'deliveries';

/** Forgotten in one request, so that none takes long. */
const SLICE = 2000;

/** Longer than any delivery is remembered; one that is to be remembered for longer is left to the sweep. */
const SERVER_FORGETS_SECONDS = 7 * 24 * 60 * 60;

/**
 * The server's own forgetting (TTL) only helps where nobody sweeps: it goes by when the server saw the delivery and
 * not by `until`, so that it takes nothing whose time is not long over.
 */
export const DELIVERY_INDEXES: IndexTable = {
  [DELIVERIES]: [
    { name: 'by_end', key: { until: 1 } },
    { name: 'forgotten', key: { seenAt: 1 }, expireAfterSeconds: SERVER_FORGETS_SECONDS },
  ],
};

/** Deliveries that were taken, each until its lease or, once confirmed, its memory is over. */
export class MongoDeliveries implements DeliveryLedger {
  readonly #rows: Rows<DeliveryRow>;

  constructor(db: Database) {
    this.#rows = db.rows(DELIVERIES);
  }

  async claim(deliveryId: string, now: Instant, leaseMs: number): Promise<boolean> {
    const mark = newKey();
    const claim = async () => {
      try {
        return await this.#rows.update(
          { _id: deliveryId, until: { $lte: now } },
          { $set: { until: now + leaseMs, mark }, ...seen(leaseMs) },
          true,
        );
      } catch (error) {
        // It is there and not over, or another claim has won at this moment.
        if (isDuplicate(error)) return false;
        throw error;
      }
    };
    return writeOnce(claim, async () => (await this.#rows.one({ _id: deliveryId, mark })) !== null);
  }

  async confirm(deliveryId: string, now: Instant, ttlMs: number): Promise<void> {
    const until = now + ttlMs;
    const confirm = () => this.#rows.update({ _id: deliveryId }, { $max: { until }, ...seen(ttlMs) }, true);
    await confirm().catch((error: unknown) => {
      // Made by another call at this moment.
      if (isDuplicate(error)) return confirm();
      throw error;
    });
  }

  async sweep(now: Instant): Promise<void> {
    const over = { until: { $lte: now } };
    for (;;) {
      const rows = await this.#rows.all(over, { projection: { _id: 1 }, limit: SLICE });
      // Asked again with the time: one of them may have been claimed anew.
      if (rows.length > 0) await this.#rows.remove({ ...over, _id: { $in: rows.map(({ _id }) => _id) } });
      if (rows.length < SLICE) return;
    }
  }
}

function seen(forMs: number) {
  return forMs < SERVER_FORGETS_SECONDS * 1000
    ? { $currentDate: { seenAt: true as const } }
    : { $unset: { seenAt: '' as const } };
}
