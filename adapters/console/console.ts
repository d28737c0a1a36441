import { randomUUID } from 'node:crypto';
import type { Bot } from '../../src/flows/bot.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { operationsRoutes } from '../http/operations.ts';
import type { HttpRequest, Route } from '../http/route.ts';
import { createHttpServer, type HttpServer } from '../http/server.ts';
import { openChanges } from './changes.ts';
import { type ConsoleOptions, LIMITS } from './config.ts';
import { createDraw } from './draw.ts';
import { createFeed } from './feed.ts';
import { createPersonas } from './identity.ts';
import { createInbound } from './inbound.ts';
import { createLive } from './live.ts';
import { openMessages } from './messages.ts';
import { createOutbound, type OutboundParts } from './outbound.ts';
import { loadPageFiles } from './page-files.ts';
import { directPlace } from './places.ts';
import { openReadMarks, type ReadMarks } from './read-marks.ts';
import { consoleRoutes } from './routes.ts';
import { openSessions, type Sessions } from './session.ts';
import { createWelcome } from './welcome.ts';

export interface Console {
  readonly platform: ChatPlatform;
  /** Serves the page; the address carries the token that lets a browser in. */
  start(bot: Bot): Promise<{ readonly url: string; readonly port: number }>;
  stop(): Promise<void>;
}

/**
 * The newcomer's chat: a page on this machine and the chat platform behind it. The platform works before the
 * page is served, because jobs may post as soon as the service is up.
 */
export function createConsole(options: ConsoleOptions): Console {
  let opening: Promise<Parts> | undefined;
  const open = () => {
    opening ??= openParts(options).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const platform = createOutbound(open);
  let server: HttpServer | undefined;
  return {
    platform,
    async start(bot) {
      const { store, ids, clock } = options;
      const sessions = await openSessions(store, ids, clock);
      const routes = await routesOf(options, await open(), { platform, bot, sessions });
      server = createHttpServer({ ...options, routes });
      const { url, port } = await server.listen();
      return { url: `${url}/?token=${sessions.token}`, port };
    },
    stop: async () => server?.close(),
  };
}

interface Parts extends OutboundParts {
  readonly marks: ReadMarks;
}

async function openParts(options: ConsoleOptions): Promise<Parts> {
  const { store, clock, logger } = options;
  // First: what another instance says while all of it is read is told of afterwards.
  const changes = await openChanges(store, clock, randomUUID());
  const messages = await openMessages(store, LIMITS.messages, changes);
  const marks = await openReadMarks(store, messages, changes);
  const live = createLive();
  return {
    personas: createPersonas(options.personas),
    messages,
    marks,
    live,
    feed: createFeed({ store, changes, messages, marks, live, clock, logger }),
    clock,
    draw: createDraw(options),
  };
}

async function routesOf(
  options: ConsoleOptions,
  parts: Parts,
  { platform, bot, sessions }: { platform: ChatPlatform; bot: Bot; sessions: Sessions },
): Promise<readonly Route[]> {
  const own = consoleRoutes({
    ...parts,
    options,
    sessions,
    inbound: createInbound(parts, platform, bot),
    refuseStranger: (claimed, why) => bot.refuseStranger(claimed, why),
    page: await loadPageFiles(),
    files: options.files,
    welcome: createWelcome(
      options.store,
      platform,
      options.welcome,
      (persona) => parts.messages.all(directPlace(persona).id).length > 0,
    ),
  });
  const trusts = (request: HttpRequest) => sessions.holds(request.raw);
  return [...operationsRoutes({ trusts, ...options.operations }), ...(options.routes ?? []), ...own];
}
