import type { Instant } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Services } from '../services.ts';

const LEASE = 'admins';
/** Far longer than such a change takes, in milliseconds; what a crash leaves behind holds others up no longer. */
const LEASE_MS = 30_000;

/** Throws `conflict` once the turn may be somebody else's; to be called right before the write. */
export type RequireTurn = () => void;

/**
 * Lets one change of who is admin be looked at and written before the next, on any instance: two people who take the
 * role from each other at the same moment would each find the other left, and nobody would be. Throws `conflict`
 * when somebody else is at it.
 */
export async function oneByOne<T>(
  { storage, clock, ids, logger }: Services,
  work: (requireTurn: RequireTurn) => Promise<T>,
): Promise<T> {
  const askedAt = clock.now();
  // A holder of its own for each change, since two of one process must not pass for one.
  const lease = await storage.leases.acquire(LEASE, ids.secret(), LEASE_MS, askedAt);
  if (lease === undefined) throw notNow();
  try {
    return await work(() => requireSince(askedAt, clock.now()));
  } finally {
    // What was done is done: the lease also ends by itself.
    await storage.leases.release(lease).catch((error: unknown) => logger.warn('lease kept', { error }));
  }
}

/** A clock set back proves nothing any more. */
function requireSince(askedAt: Instant, now: Instant): void {
  if (now < askedAt || now >= askedAt + LEASE_MS) throw notNow();
}

function notNow(): ProblemError {
  return new ProblemError({
    kind: 'conflict',
    message: 'Somebody else changes at this moment who is admin. Nothing was changed. Try again.',
  });
}
