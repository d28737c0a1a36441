import { ProblemError } from '../../src/domain/problem.ts';
import type { Bot } from '../../src/flows/bot.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { operationsRoutes } from '../http/operations.ts';
import { createHttpServer, type HttpServer } from '../http/server.ts';
import { type ConsoleOptions, LIMITS } from './config.ts';
import { createDraw } from './draw.ts';
import { createPersonas } from './identity.ts';
import { createInbound } from './inbound.ts';
import { createLive } from './live.ts';
import { openMessages } from './messages.ts';
import { createOutbound } from './outbound.ts';
import { loadPageFiles } from './page-files.ts';
import { openReadMarks } from './read-marks.ts';
import { consoleRoutes } from './routes.ts';
import { openSessions } from './session.ts';
import { createWelcome } from './welcome.ts';

export interface Console {
  readonly platform: ChatPlatform;
  /** Serves the page; the address carries the token that lets a browser in. */
  start(bot: Bot): Promise<{ readonly url: string }>;
  stop(): Promise<void>;
}

/** The newcomer's chat: a page on this machine and the chat platform behind it. */
export async function createConsole(options: ConsoleOptions): Promise<Console> {
  const { store, ids, clock } = options;
  const messages = await openMessages(store, LIMITS.messages);
  const marks = await openReadMarks(store, messages);
  const sessions = await openSessions(store, ids, clock);
  const page = await loadPageFiles();
  const personas = createPersonas(options.personas);
  const live = createLive();
  const parts = { personas, messages, live, clock, draw: createDraw(options) };
  const platform = createOutbound(parts);
  let bot: Bot | undefined;
  const inbound = createInbound(parts, platform, () => {
    if (bot === undefined) throw new ProblemError({ kind: 'bug', reference: 'console-without-bot' });
    return bot;
  });
  const welcome = createWelcome(store, platform, options.welcome);
  const routes = [
    ...operationsRoutes({ trusts: (request) => sessions.holds(request.raw), ...options.operations }),
    ...(options.routes ?? []),
    ...consoleRoutes({ options, personas, messages, marks, live, inbound, sessions, page, files: options.files, clock, welcome }),
  ];
  const server: HttpServer = createHttpServer({ ...options, routes });
  return {
    platform,
    async start(given) {
      bot = given;
      const { url } = await server.listen();
      return { url: `${url}/?token=${sessions.token}` };
    },
    stop: () => server.close(),
  };
}
