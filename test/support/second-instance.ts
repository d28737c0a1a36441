import { createSandbox } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { rebuildRoster } from '../../src/flows/reading/rebuild-roster.ts';
import type { Services } from '../../src/flows/services.ts';
import { Census } from '../../src/roster/census.ts';
import { ManualScheduler } from '../fakes/manual-scheduler.ts';
import { unpaced } from './unpaced.ts';
import { SANDBOX, type World } from './world.ts';

/** Another process beside a world's, on the same store: with a roster, a sandbox, a budget and jobs of its own. */
export async function secondInstance(world: World): Promise<Services> {
  const { clock, storage } = world;
  const sandbox = createSandbox({
    connection: SANDBOX,
    store: storage.adapter('sandbox'),
    clock,
    users: 300,
    instance: 'the second instance',
  });
  const services: Services = {
    ...world.services,
    census: new Census(),
    connections: new Map([[SANDBOX, { directory: sandbox, limiter: unpaced(4), readEveryMs: 3_600_000 }]]),
    scheduler: new ManualScheduler(clock),
    holder: 'the second instance',
  };
  await rebuildRoster(services);
  return services;
}
