import type { ConnectionName, Instant } from '../../domain/ids.ts';
import { taken } from '../cap.ts';
import type { Services } from '../services.ts';

/** The count is read again this often, in milliseconds, since what is a day old no longer counts. */
const STALE_MS = 60_000;

/**
 * Counts, for the one writer of a connection, how many users lost access in the last 24 hours. Beginnings go
 * through here one after another, so that of many at once none passes the cap together with another. The count may be
 * kept in memory, since nobody else begins anything: a later writer reads it anew when it starts, and an earlier one that
 * wakes late is refused by its fence.
 */
export class CapMeter {
  readonly #services: Services;
  readonly #connection: ConnectionName;
  #count = 0;
  #readAt: Instant = Number.NEGATIVE_INFINITY;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(services: Services, connection: ConnectionName) {
    this.#services = services;
    this.#connection = connection;
  }

  /** Puts one more user who loses access into the store by `begin`; false when the cap is used up. */
  begin(limit: number, begin: () => Promise<void>): Promise<boolean> {
    const turn = this.#queue.then(async () => {
      const now = this.#services.clock.now();
      if (now - this.#readAt >= STALE_MS) {
        this.#count = await taken(this.#services, this.#connection);
        this.#readAt = now;
      }
      if (this.#count >= limit) return false;
      await begin();
      this.#count += 1;
      return true;
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
