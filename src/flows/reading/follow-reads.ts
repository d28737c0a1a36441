import type { Services } from '../services.ts';
import { rebuildRoster } from './rebuild-roster.ts';

/** How long a change of another instance may stay unseen here, in milliseconds. */
const FOLLOW_MS = 2_000;
/** Things asked for at a time; putting them on the lists takes a few milliseconds. */
const PAGE = 200;

/**
 * Keeps the lists as the other instances leave them, until the signal aborts: single changes at once, a new read by
 * a build beside. Only of use where a store is shared.
 */
export async function followReads(services: Services, signal: AbortSignal): Promise<void> {
  const { census, logger } = services;
  let isLost = false;
  let build: Promise<void> | null = null;
  while (await isTime(services, signal)) {
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

  async function isTime({ clock }: Services, over: AbortSignal): Promise<boolean> {
    await clock.sleep(FOLLOW_MS, over).catch(() => undefined);
    return !over.aborted;
  }
}

/** Takes over every single change, and how every read ended, that other instances have stored until now. */
export async function catchUp({ storage, census, connections, breathe }: Services): Promise<void> {
  for (const name of connections.keys()) {
    for (let isMore = true; isMore; await breathe()) {
      const news = await storage.snapshots.since(name, census.mark(name), PAGE);
      census.follow(name, news);
      ({ isMore } = news);
    }
  }
}

/** A read or build under way may make this one needless. */
function rebuildWhenFree(services: Services): Promise<void> {
  const { census } = services;
  return census.oneAtATime(async () => {
    if (census.needsRebuild) await rebuildRoster(services);
  });
}
