import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import { createMetrics } from '../../adapters/system/metrics.ts';
import { PLATFORM as TERMINAL } from '../../adapters/terminal/config.ts';
import { createScheduler } from '../../jobs/create-scheduler.ts';
import { refuseHalfCopy } from '../flows/archive/copy-note.ts';
import type { Bot } from '../flows/bot.ts';
import { createBot } from '../flows/entry/create-bot.ts';
import { jobHandlers } from '../flows/entry/job-handlers.ts';
import { deliverEffects } from '../flows/entry/sweep.ts';
import { OnceAMinute } from '../flows/once-a-minute.ts';
import { followReads } from '../flows/reading/follow-reads.ts';
import { rebuildRoster } from '../flows/reading/rebuild-roster.ts';
import type { Services } from '../flows/services.ts';
import { serviceNames } from '../policy/service-names.ts';
import type { ChatPlatform } from '../ports/chat-platform.ts';
import type { Logger } from '../ports/logger.ts';
import { Census } from '../roster/census.ts';
import type { Settings } from '../settings/settings.ts';
import { openConnections } from './connections.ts';
import { countFromZero } from './count-from-zero.ts';
import { openStorage } from './open-storage.ts';
import { seedPeople } from './personas.ts';
import { recordSettings } from './record-settings.ts';

/** How often sources are asked whether they changed, and what a crash left behind is looked for. */
const READ_CHECK_MS = 10_000;
const SWEEP_MS = 30_000;

/** The parts of one process, composed and not yet started. */
export interface Composition {
  readonly services: Services;
  readonly bot: Bot;
  readonly metrics: ReturnType<typeof createMetrics>;
  /** Adds a chat platform; before {@link start}. */
  addPlatform(platform: ChatPlatform): void;
  /** Begins to take jobs and to read the directories. */
  start(): Promise<void>;
  /** Lets what is in flight end, then closes the database. */
  stop(): Promise<void>;
}

/** Opens the database and wires everything to everything; throws a problem that names the wrong setting. */
export async function compose(settings: Settings, logger: Logger): Promise<Composition> {
  const metrics = createMetrics();
  const { storage, clock } = await openStorage(settings, { clock: systemClock, ids: systemIds, logger });
  const platforms = new Map<string, ChatPlatform>();
  const services: Services = {
    storage,
    scheduler: createScheduler({
      backend: storage.agenda,
      clock,
      ids: systemIds,
      logger,
      metrics,
    }),
    clock,
    ids: systemIds,
    logger,
    metrics,
    census: new Census(),
    connections: openConnections(settings, storage, clock, metrics),
    platforms,
    printers: new Set([TERMINAL]),
    strangers: new OnceAMinute(),
    rules: {
      organisation: settings.organisation,
      zone: settings.timeZone,
      protectedUsers: settings.protectedUsers,
      protectedGroups: settings.protectedGroups,
      isServiceName: serviceNames(settings.serviceAccounts),
      cap: settings.cap,
    },
    holder: systemIds.secret(),
    breathe: () => setImmediate(undefined),
  };
  countFromZero(metrics, services.connections.keys());
  const delivery = new Delivery(services);
  const over = new AbortController();
  let following: Promise<void> | undefined;
  return {
    services,
    bot: createBot(services),
    metrics,
    addPlatform: (platform) => void platforms.set(platform.platform, platform),
    async start() {
      await start(services, delivery, settings);
      if (storage.shared) following = followReads(services, over.signal);
    },
    async stop() {
      over.abort();
      try {
        await following;
        await delivery.close();
        await services.scheduler.drain();
        for (const { directory } of services.connections.values()) await directory.close();
      } finally {
        await storage.close();
      }
    },
  };
}

async function start(services: Services, delivery: Delivery, settings: Settings): Promise<void> {
  const { storage, scheduler } = services;
  await refuseHalfCopy(storage);
  await recordSettings(services, settings);
  await seedPeople(services, settings);
  await rebuildRoster(services);
  await scheduler.start(jobHandlers(services));
  storage.onEffects(() => delivery.next());
  await scheduler.repeat('read-directory', READ_CHECK_MS);
  await scheduler.repeat('sweep', SWEEP_MS);
  await scheduler.enqueue({ name: 'sweep', key: 'start', payload: {} });
  await scheduler.enqueue({ name: 'read-directory', key: 'start', payload: {} });
}

/** Hands jobs to the scheduler as soon as they are written; once closed, what comes waits for the next start. */
class Delivery {
  readonly #services: Services;
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(services: Services) {
    this.#services = services;
  }

  next(): void {
    if (this.#isClosed) return;
    const { logger } = this.#services;
    // The store delivers for one caller after another, so the last one ends last.
    this.#last = deliverEffects(this.#services).catch((error) =>
      logger.error('effects wait for the sweeper', { error }),
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#last;
  }
}
