import type { Services } from './services.ts';

/** Delivers effects a crash left behind and forgets what has expired. */
export async function sweep(services: Services): Promise<void> {
  const { storage, clock } = services;
  await deliverEffects(services);
  await storage.deliveries.sweep(clock.now());
  await storage.files.sweep(clock.now());
}

/** Hands every stored effect to the scheduler; those of a write that just happened as well as older ones. */
export async function deliverEffects({ storage, scheduler }: Services): Promise<void> {
  await storage.deliverEffects((job) => scheduler.enqueue(job));
}
