import type { Clock } from '../../ports/clock.ts';
import { catchUp } from '../catch-up.ts';
import type { Services } from '../services.ts';
import { rebuildRoster } from './rebuild-roster.ts';

/** How long a change of another instance may stay unseen here, in milliseconds. */
const FOLLOW_MS = 2_000;

/**
 * Keeps the lists as the other instances leave them, until the signal aborts: single changes at once, a new read by
 * a build beside. Only of use where a store is shared.
 */
export async function followReads(services: Services, signal: AbortSignal): Promise<void> {
  const { census, clock, logger } = services;
  let isLost = false;
  let build: Promise<void> | null = null;
  while (await isTime(clock, signal)) {
    try {
      await catchUp(services);
      if (isLost) logger.info('changes of other instances are followed again');
      isLost = false;
    } catch (error) {
      if (!isLost) logger.warn('changes of other instances are not seen', { error });
      isLost = true;
    }
    if (!census.needsRebuild || build !== null) continue;
    build = rebuildWhenFree(services)
      .catch((error) => logger.warn('roster not built', { error }))
      .finally(() => {
        build = null;
      });
  }
  await build;
}

/** Waits for the next look; false when there is none. */
async function isTime(clock: Clock, signal: AbortSignal): Promise<boolean> {
  await clock.sleep(FOLLOW_MS, signal).catch(() => undefined);
  return !signal.aborted;
}

/** A read or build under way may make this one needless. */
function rebuildWhenFree(services: Services): Promise<void> {
  const { census } = services;
  return census.oneAtATime(async () => {
    if (census.needsRebuild) await rebuildRoster(services);
  });
}
