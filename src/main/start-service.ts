import { createConsole } from '../../adapters/console/console.ts';
import { createPublicServer, type Door } from '../../adapters/http/public-server.ts';
import { terminalRoutes } from '../../adapters/terminal/routes.ts';
import { answerWelcome } from '../flows/entry/answer-welcome.ts';
import type { Services } from '../flows/services.ts';
import type { Logger } from '../ports/logger.ts';
import type { Settings } from '../settings/settings.ts';
import { type Chat, openChats } from './chats.ts';
import { compose } from './compose.ts';
import { castOf, personasOf } from './personas.ts';
import { readinessOf } from './readiness.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import { suggest } from './suggest.ts';

/** How long the start waits for the first read at most, and how often it looks. */
const FIRST_READ_MS = 3_000;
const LOOK_MS = 50;

/** A running service. */
export interface Service {
  /** Where the console is, with its token; to be printed once. */
  readonly url: string;
  readonly services: Services;
  /** Drains: takes no more requests, lets writes in flight end, closes the database. */
  stop(): Promise<void>;
}

/** Starts everything there is under these settings; throws a problem that names what is wrong. */
export async function startService(settings: Settings, logger: Logger): Promise<Service> {
  const cast = castOf(settings);
  const { services, bot, metrics, ...composition } = await compose(settings, logger);
  const { storage, clock, ids } = services;
  const { organisation, timeZone: zone } = settings;
  const token = ids.secret();
  const console = createConsole({
    store: storage.adapter('console'),
    files: storage.files,
    clock,
    ids,
    logger,
    organisation,
    zone,
    host: settings.host,
    port: settings.port,
    exposed: settings.consoleExposed,
    personas: personasOf(cast),
    welcome: (person) => answerWelcome(services, person),
    complete: (text, cursor, person) => suggest(services, text, cursor, person),
    operations: { readiness: () => readinessOf(services), exposition: () => metrics.exposition() },
    routes: terminalRoutes({ bot, clock, ids, organisation, zone, cast }, storage.files, token),
  });
  const chats = openChats(settings, services);
  const outside = createPublicServer(settings.public, doorsOf(chats));
  for (const { platform } of [console, ...chats]) composition.addPlatform(platform);
  const stop = async (): Promise<void> => {
    try {
      await outside.close();
      for (const chat of chats) await chat.stop();
      await console.stop();
    } finally {
      await composition.stop();
    }
  };
  try {
    await composition.start();
    await firstRead(services);
    const { url } = await console.start(bot);
    if (chats.some(({ listener }) => listener !== null)) {
      const port = await outside.listen();
      // With ROLLCALL_PUBLIC_PORT=0 nothing else tells it.
      logger.info('listening for chat platforms', { host: settings.public.host, port });
    }
    for (const chat of chats) await chat.start(bot);
    const running = { url: new URL(url).origin, token };
    writeRunFile(settings.dataFolder, running);
    return {
      url,
      services,
      async stop() {
        removeRunFile(settings.dataFolder, running);
        await stop();
      },
    };
  } catch (error) {
    // What listens already would keep a process alive that is no service.
    await stop().catch((fault: unknown) => logger.error('not stopped cleanly', { error: fault }));
    throw error;
  }
}

function doorsOf(chats: readonly Chat[]): readonly Door[] {
  return chats.flatMap(({ prefix, listener }) => (listener === null ? [] : [{ prefix, listener }]));
}

/**
 * Gives a quick first read the time to end, so that the first thing a newcomer sees has users in it; a large
 * or broken directory holds nothing up, its read goes on beside.
 */
async function firstRead({ census, clock }: Services): Promise<void> {
  for (let waitedMs = 0; !census.isReady && waitedMs < FIRST_READ_MS; waitedMs += LOOK_MS) {
    await clock.sleep(LOOK_MS);
  }
}
