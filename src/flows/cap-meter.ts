import type { ConnectionName } from '../domain/ids.ts';
import { taken } from './cap.ts';
import type { Services } from './services.ts';

/**
 * Counts, for the one writer of a connection, how many users lost access in the last 24 hours, so that of
 * many writes at once none passes the cap together with another. What was begun is in the store; what is about
 * to be begun is counted here.
 */
export class CapMeter {
  readonly #services: Services;
  readonly #connection: ConnectionName;
  #pending = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(services: Services, connection: ConnectionName) {
    this.#services = services;
    this.#connection = connection;
  }

  /** Users that may still lose access under a cap, those about to be written counted. */
  async left(limit: number): Promise<number> {
    return limit - (await taken(this.#services, this.#connection)) - this.#pending;
  }

  /** Begins one write under the cap, or tells that it is used up; `begin` puts it into the store. */
  reserve(limit: number, begin: () => Promise<void>): Promise<boolean> {
    const turn = this.#queue.then(async () => {
      if ((await this.left(limit)) <= 0) return false;
      await begin();
      return true;
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
