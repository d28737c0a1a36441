import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SlackOptions } from '../../adapters/slack/config.ts';
import { createSlack, type Slack } from '../../adapters/slack/slack.ts';
import type { Bot } from '../../src/flows/bot.ts';
import type { SlackWorld } from '../fakes/slack/world.ts';
import { FakeClock } from './fake-clock.ts';
import { slackOptions } from './slack.ts';
import { createSlackSender, SIGNING_SECRET, type SlackSender } from './slack-sender.ts';

export type { Reply, Twist } from './slack-sender.ts';
export { SIGNING_SECRET };

/** The way from Slack to a bot, over HTTP on a free port. */
export interface SlackLine extends SlackSender {
  readonly slack: Slack;
  readonly clock: FakeClock;
  readonly origin: string;
  readonly options: SlackOptions;
  /** Resolves when everything that was taken is done. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the line; its clock starts now, for Bolt looks at the machine's. */
export async function openSlackLine(
  world: SlackWorld,
  bot: Bot,
  changes: Partial<SlackOptions> = {},
): Promise<SlackLine> {
  const clock = (changes.clock as FakeClock | undefined) ?? new FakeClock(Date.now());
  const options = slackOptions(world, { clock, signingSecret: SIGNING_SECRET, ...changes });
  const slack = createSlack(options);
  await slack.start(bot);
  const server = createServer((request, response) => slack.listener?.(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sender = createSlackSender(origin, clock);
  return {
    slack,
    clock,
    origin,
    options,
    ...sender,
    async settle() {
      await slack.stop();
      await slack.start(bot);
    },
    async close() {
      await slack.stop();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
