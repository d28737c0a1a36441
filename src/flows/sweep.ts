import type { Services } from './services.ts';

/** The oldest lists looked at each time; more are made in half a minute only by a machine. */
const VIEWS_PER_SWEEP = 500;

/** Delivers effects a crash left behind and forgets what has expired. */
export async function sweep(services: Services): Promise<void> {
  const { storage, clock } = services;
  await deliverEffects(services);
  await storage.deliveries.sweep(clock.now());
  await storage.files.sweep(clock.now());
  for (const view of await storage.views.list({ limit: VIEWS_PER_SWEEP, newestFirst: false })) {
    if (view.expiresAt <= clock.now()) await storage.views.remove(view.id);
  }
}

/** Hands every stored effect to the scheduler; those of a write that just happened as well as older ones. */
export async function deliverEffects({ storage, scheduler }: Services): Promise<void> {
  await storage.deliverEffects((job) => scheduler.enqueue(job));
}
