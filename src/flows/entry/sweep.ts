import { applyRetention } from '../audit/audit-retention.ts';
import { ROLLCALL } from '../audit.ts';
import { expireJob, writeJob } from '../job-requests.ts';
import { liveRuns } from '../live-runs.ts';
import { settleHalt } from '../run/stop-service.ts';
import type { Services } from '../services.ts';

/** The oldest lists looked at each time; more are made in half a minute only by a machine. */
const VIEWS_PER_SWEEP = 500;
/** Requests that are open at once are few; the page only bounds memory. */
const MAX_OPEN = 1000;

/** Makes good what a crash or a long outage left undone, and forgets what has expired. */
export async function sweep(services: Services): Promise<void> {
  const { storage, clock } = services;
  // What cannot be delivered keeps nothing else from being made good.
  const delivery = await Promise.allSettled([deliverEffects(services)]);
  await storage.deliveries.sweep(clock.now());
  await storage.files.sweep(clock.now());
  await storage.snapshots.sweep();
  for (const view of await storage.views.list({ limit: VIEWS_PER_SWEEP, newestFirst: false })) {
    if (view.expiresAt <= clock.now()) await storage.views.remove(view.id);
  }
  await wakeForgotten(services);
  await applyRetention(services);
  for (const end of delivery) if (end.status === 'rejected') throw end.reason;
}

/** Work whose job was given up after too many failures: it is asked for again, since nobody else will. */
async function wakeForgotten(services: Services): Promise<void> {
  const { storage, scheduler, clock } = services;
  await settleHalt(services, ROLLCALL);
  const live = await liveRuns(services, { states: ['queued', 'running', 'cancelling'] });
  for (const connection of new Set(live.map((run) => run.connection))) {
    await scheduler.enqueue(writeJob(connection));
  }
  for (const approval of await storage.approvals.list({
    states: ['held', 'waiting'],
    limit: MAX_OPEN,
    newestFirst: false,
  })) {
    if (approval.expiresAt <= clock.now()) await scheduler.enqueue(expireJob(approval));
  }
}

/** Hands every stored effect to the scheduler; those of a write that just happened as well as older ones. */
export async function deliverEffects({ storage, scheduler }: Services): Promise<void> {
  await storage.deliverEffects((job) => scheduler.enqueue(job));
}
