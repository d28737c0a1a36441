import type { RequestListener } from 'node:http';
import { createSlack } from '../../adapters/slack/slack.ts';
import { createLimiter } from '../../adapters/system/limiter.ts';
import type { Bot } from '../flows/bot.ts';
import type { Services } from '../flows/services.ts';
import type { ChatPlatform } from '../ports/chat-platform.ts';
import type { Settings } from '../settings/settings.ts';
import { createAlone } from './alone.ts';

/** A chat platform beside the console: its way out, its way in, and what starts and ends both. */
export interface Chat {
  readonly platform: ChatPlatform;
  /** What its requests from outside start with. */
  readonly prefix: string;
  /** Null when it needs no public address. */
  readonly listener: RequestListener | null;
  /** Begins to take what people type and press; a platform that cannot be reached is tried again by itself. */
  start(bot: Bot): Promise<void>;
  /** Takes nothing more and lets what is at work end. */
  stop(): Promise<void>;
}

/** Calls of one request to a chat platform in all; a job tries again later. */
const MAX_ATTEMPTS = 3;
const CONCURRENCY = 4;

/** The chat platforms that the settings switch on. A new one is a line here and the function it calls. */
export function openChats(settings: Settings, services: Services): readonly Chat[] {
  return settings.slack === null ? [] : [openSlack(settings.slack, settings, services)];
}

function openSlack(slack: NonNullable<Settings['slack']>, settings: Settings, services: Services): Chat {
  const { storage, clock, ids, logger } = services;
  return createSlack({
    ...slack,
    store: storage.adapter('slack'),
    files: storage.files,
    clock,
    ids,
    logger,
    organisation: settings.organisation,
    zone: settings.timeZone,
    publicUrl: settings.public.url,
    alone: createAlone(services, 'slack'),
    limiter: (ratePerSecond, burst) =>
      createLimiter({ clock, ratePerSecond, burst, concurrency: CONCURRENCY, maxAttempts: MAX_ATTEMPTS }),
  });
}
