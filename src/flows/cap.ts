import type { Approval } from '../domain/approval.ts';
import type { ConnectionName } from '../domain/ids.ts';
import type { CapForecast, Plan } from '../domain/plan.ts';
import { ended } from '../domain/run.ts';
import { CAP_WINDOW_MS, capOf } from '../policy/cap.ts';
import { liveRuns } from './live-runs.ts';
import type { Services } from './services.ts';

/** How many users of a connection may lose access in 24 hours, and how many still may. */
export async function capToday(
  services: Services,
  connection: ConnectionName,
): Promise<Pick<CapForecast, 'limit' | 'used' | 'left'>> {
  const gone = await taken(services, connection);
  const limit = houseCap(services, connection, gone);
  const used = gone + (await promised(services, connection));
  return { limit, used, left: Math.max(0, limit - used) };
}

/** The cap as the settings and the active users have it; who lost access today must not make it smaller. */
function houseCap({ census, rules }: Services, connection: ConnectionName, used: number): number {
  return capOf(rules.cap, census.roster.figures(connection).active + used);
}

/**
 * The cap an approved change works under: the one its card showed, or that of today where it has become smaller; a
 * higher one while it was granted and has not ended.
 */
export async function capFor(
  services: Services,
  { connection, cap }: Pick<Plan, 'connection' | 'cap'>,
  approval: Pick<Approval, 'raisedCap'>,
): Promise<number> {
  const now = services.clock.now();
  const today = houseCap(services, connection, await taken(services, connection));
  const house = Math.min(cap?.limit ?? today, today);
  const raised = approval.raisedCap;
  return raised === null || raised.until <= now ? house : Math.max(house, raised.to);
}

/** Users who lost access, or are about to, since the window opened. */
export function taken({ storage, clock }: Services, connection: ConnectionName): Promise<number> {
  return storage.ledger.taken(connection, clock.now() - CAP_WINDOW_MS);
}

/** What approved runs under the cap have still to take. */
async function promised(services: Services, connection: ConnectionName): Promise<number> {
  const { storage } = services;
  let open = 0;
  for (const run of await liveRuns(services, {
    states: ['queued', 'running', 'paused', 'halted'],
    connection,
  })) {
    const plan = await storage.plans.load(run.plan);
    if (plan?.cap == null) continue;
    // Not every target of a plan takes access away, and which of them are left is not counted.
    open += Math.min(plan.cap.eligible, run.total - ended(await storage.ledger.counts(run.id)));
  }
  return open;
}
