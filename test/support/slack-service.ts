import type { SqliteStorage } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { createLogger } from '../../adapters/system/logger.ts';
import { type Service, startService } from '../../src/main/start-service.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { type SlackWorld, TEAM, TOKEN } from '../fakes/slack/world.ts';
import { createSlackSender, SIGNING_SECRET, type SlackSender } from './slack-sender.ts';

/** The settings of a service that a world reaches over HTTP; Alice is Priya there and Bob is Tom. */
export function slackSettings(world: SlackWorld, folder: string): Readonly<Record<string, string>> {
  const { alice, bob } = world.users;
  return {
    ROLLCALL_DATA: folder,
    ROLLCALL_PORT: '0',
    ROLLCALL_PUBLIC_PORT: '0',
    ROLLCALL_TIME_ZONE: 'UTC',
    ROLLCALL_SANDBOX_USERS: '100',
    ROLLCALL_CONCURRENCY: '1',
    ROLLCALL_FIRST_ADMINS: `Priya Nair=slack/${TEAM}/${alice},Tom Weiss=slack/${TEAM}/${bob}`,
    ROLLCALL_SLACK_BOT_TOKEN: TOKEN,
    ROLLCALL_SLACK_SIGNING_SECRET: SIGNING_SECRET,
    ROLLCALL_SLACK_API_URL: world.apiUrl,
  };
}

/** The composed service in this process, as `npm start` has it, and Slack's way to it. */
export interface SlackService extends Service {
  readonly sender: SlackSender;
  /** Jobs that wait or are at work, by name and key, but for those that come round by themselves or wait for hours. */
  jobs(): Promise<readonly string[]>;
}

/** Starts it; every line of its log, debug included, is added to `log`. */
export async function startSlackService(
  settings: Readonly<Record<string, string>>,
  log: string[],
): Promise<SlackService> {
  const read = readSettings(settings, { machineZone: 'UTC' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void log.push(line) } });
  const service = await startService(read.settings, logger);
  const { repository } = (service.services.storage as SqliteStorage).agenda;
  return {
    ...service,
    sender: createSlackSender(`http://127.0.0.1:${publicPortIn(log.join(''))}`, systemClock),
    async jobs() {
      const { jobs } = await repository.queryJobs();
      const asked = jobs.filter(({ name, type }) => type === 'normal' && !/approval$/.test(name));
      return asked.map(({ name, data }) => `${name} ${(data as { readonly key?: string }).key}`);
    },
  };
}

/** What a service logs once chat platforms can reach it. */
export const LISTENS = /"port":(\d+),"msg":"listening for chat platforms"/;

/** The port that a service says it listens on for chat platforms, the last time it says so. */
export function publicPortIn(log: string): number {
  const lines = [...log.matchAll(new RegExp(LISTENS, 'g'))];
  return Number(lines.at(-1)?.[1]);
}
