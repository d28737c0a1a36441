import type { Services } from '../flows/services.ts';
import type { Alone } from '../ports/leases.ts';

/** Longer than any request to a chat platform takes. */
const LEASE_MS = 30_000;

/** Turns over all instances on one store; `owner` keeps the names of two adapters apart. */
export function createAlone(
  { storage, clock, ids }: Pick<Services, 'storage' | 'clock' | 'ids'>,
  owner: string,
): Alone {
  return async (name, work) => {
    // A holder of its own for each turn: within one process they exclude each other too.
    const lease = await storage.leases.acquire(`${owner}/${name}`, ids.secret(), LEASE_MS, clock.now());
    if (lease === undefined) return undefined;
    try {
      return { value: await work() };
    } finally {
      // What was done is done; a lease that could not be given back ends by itself.
      await storage.leases.release(lease).catch(() => {});
    }
  };
}
