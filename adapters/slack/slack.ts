import type { RequestListener } from 'node:http';
import type { Account } from '../../src/domain/account.ts';
import type { Bot } from '../../src/flows/bot.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { createErrands } from '../chat/errands.ts';
import { createBoltApp } from './bolt-app.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { PLATFORM, PREFIX, type SlackOptions } from './config.ts';
import { createDoor } from './door.ts';
import { createInstallPages } from './install-pages.ts';
import { createKeptForms } from './kept-forms.ts';
import { createParts } from './parts.ts';
import { createReception } from './reception.ts';
import { createWayIn, type WayIn } from './ways-in.ts';

/** Slack: the chat platform, and the way in from it. */
export interface Slack {
  readonly platform: ChatPlatform;
  /** What the paths that {@link listener} answers start with. */
  readonly prefix: string;
  /** Answers under `PATHS`; null when nobody calls, as in Socket Mode with one workspace. */
  readonly listener: RequestListener | null;
  /**
   * Takes requests for the bot from now on. Slack need not be there: it is connected to in the background.
   * `misconfigured` without a signing secret and without Socket Mode.
   */
  start(bot: Bot): Promise<void>;
  /** Takes no more, and resolves when what was taken is done. */
  stop(): Promise<void>;
}

/** Whoever sent a request that says nothing that could be believed. */
const NOBODY: Account = { platform: PLATFORM, tenant: '', id: '' };

/** Slack calls again what is answered so. */
const CLOSED: RequestListener = (_request, response) => {
  response.writeHead(503, { 'retry-after': '5' }).end();
};

/** Connects a bot with Slack, over HTTP or, with an app token, over Socket Mode. */
export function createSlack(options: SlackOptions): Slack {
  const { appToken, oauth, logger } = options;
  const parts = createParts(options);
  const errands = createErrands(logger, PLATFORM);
  const forms = createKeptForms(options);
  const isCalled = appToken === null || oauth !== null;
  let door = CLOSED;
  let wayIn: WayIn | undefined;
  return {
    platform: parts.platform,
    prefix: PREFIX,
    listener: isCalled ? (request, response) => door(request, response) : null,
    async start(bot) {
      const log = createBoltLogger(logger);
      const way = createWayIn(options, log);
      const reception = createReception(parts, bot, errands);
      const desk = { parts, bot, errands, reception, forms };
      const app = createBoltApp(desk, way.receiver, log);
      await app.init();
      const refused = (why: string) => errands.run('refusal', () => bot.refuseStranger(NOBODY, why));
      const { provider } = parts.installations;
      const install = provider === null ? null : createInstallPages(parts, provider, refused);
      door = createDoor(parts, { events: way.events, install, refused });
      way.open(app);
      wayIn = way;
    },
    async stop() {
      door = CLOSED;
      await wayIn?.close();
      await errands.drain();
    },
  };
}
