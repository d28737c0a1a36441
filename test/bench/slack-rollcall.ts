import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLATFORM } from '../../adapters/slack/config.ts';
import { createSlack } from '../../adapters/slack/slack.ts';
import { createLimiter } from '../../adapters/system/limiter.ts';
import { createLogger } from '../../adapters/system/logger.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import { compose } from '../../src/main/compose.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { CHANNEL, TEAM, USER } from './slack-commands.ts';
import { SIGNING_SECRET } from './slack-servers.ts';

/** Rollcall as it answers Slack. */
export interface Rollcall {
  readonly listener: RequestListener;
  /** Lets commands wait after Slack has its answer, until {@link release}. */
  hold(): void;
  release(): void;
  /** Writes one export of everybody. */
  exportAll(): Promise<void>;
  close(): Promise<void>;
}

/** Rollcall on the sandbox, with the sender of the commands as its admin. */
export async function startRollcall(apiUrl: string, users: string): Promise<Rollcall> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const env = {
    ROLLCALL_DATA: folder,
    ROLLCALL_SANDBOX_USERS: users,
    ROLLCALL_FIRST_ADMINS: `Bench=${PLATFORM}/${TEAM}/${USER}`,
  };
  const read = readSettings(env, { machineZone: 'UTC' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const logger = createLogger({ level: 'error' });
  const { services, bot, ...composition } = await compose(read.settings, logger);
  const { storage, clock, ids, rules } = services;
  const slack = createSlack({
    store: storage.adapter(PLATFORM),
    files: storage.files,
    clock,
    ids,
    logger,
    organisation: rules.organisation,
    zone: rules.zone,
    botToken: 'xoxb-bench',
    appToken: null,
    signingSecret: SIGNING_SECRET,
    oauth: null,
    teams: [],
    matchMail: false,
    publicUrl: 'https://rollcall.example.com',
    apiUrl,
    // What Slack would hold back is not what is measured.
    alone: async (_name, work) => ({ value: await work() }),
    limiter: (_rate, burst) =>
      createLimiter({
        clock,
        ratePerSecond: Number.POSITIVE_INFINITY,
        burst,
        concurrency: 100,
        maxAttempts: 1,
      }),
  });
  composition.addPlatform(slack.platform);
  await composition.start();
  await readDirectories(services, new AbortController().signal);
  let gate = Promise.resolve();
  let open = (): void => {};
  await slack.start({
    ...bot,
    async command(invocation) {
      await gate;
      return bot.command(invocation);
    },
  });
  if (slack.listener === null) throw new Error('Rollcall does not listen');
  return {
    listener: slack.listener,
    hold() {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    release: () => open(),
    async exportAll() {
      const account = { platform: PLATFORM, tenant: TEAM, id: USER };
      const place = {
        platform: PLATFORM,
        tenant: TEAM,
        id: CHANNEL,
        name: '#confluence-admins',
        kind: 'channel',
      } as const;
      const answer = await bot.command({
        deliveryId: ids.secret(),
        account,
        place,
        text: 'export users status:any',
        files: [],
        at: clock.now(),
      });
      if (answer.outcome !== 'done') throw new Error(JSON.stringify(answer.notices));
    },
    async close() {
      await slack.stop();
      await composition.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
