import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fetch from 'node-fetch';
import { PATHS, type SlackOptions } from '../../adapters/slack/config.ts';
import { createSlack, type Slack } from '../../adapters/slack/slack.ts';
import type { Bot } from '../../src/flows/bot.ts';
import type { SlackWorld } from '../fakes/slack/world.ts';
import { FakeClock } from './fake-clock.ts';
import { slackOptions } from './slack.ts';

export const SIGNING_SECRET = 'a-signing-secret';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** What can be different about a request. */
export interface Twist {
  /** In seconds since 1970; the clock's when absent. */
  readonly stamp?: number;
  readonly secret?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The way from Slack to a bot, over HTTP on a free port. */
export interface SlackLine {
  readonly slack: Slack;
  readonly clock: FakeClock;
  readonly origin: string;
  readonly options: SlackOptions;
  /** A slash command, as a form. */
  command(fields: Readonly<Record<string, string>>, twist?: Twist): Promise<Reply>;
  /** A press, a form or a shortcut. */
  interaction(payload: unknown, twist?: Twist): Promise<Reply>;
  event(body: unknown, twist?: Twist): Promise<Reply>;
  /** Sends a body as it is. */
  send(body: string, twist?: Twist): Promise<Reply>;
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
  const send = async (body: string, twist: Twist = {}): Promise<Reply> => {
    const stamp = twist.stamp ?? Math.floor(clock.now() / 1000);
    const hmac = createHmac('sha256', twist.secret ?? SIGNING_SECRET).update(`v0:${stamp}:${body}`);
    const response = await fetch(origin + PATHS.events, {
      method: 'POST',
      body,
      headers: {
        'content-type': twist.type ?? 'application/json',
        'x-slack-request-timestamp': String(stamp),
        'x-slack-signature': `v0=${hmac.digest('hex')}`,
        ...twist.headers,
      },
    });
    return { status: response.status, body: await response.text() };
  };
  const asForm = (fields: Readonly<Record<string, string>>, twist: Twist = {}) =>
    send(new URLSearchParams(fields).toString(), { type: 'application/x-www-form-urlencoded', ...twist });
  return {
    slack,
    clock,
    origin,
    options,
    send,
    command: asForm,
    interaction: (payload, twist) => asForm({ payload: JSON.stringify(payload) }, twist),
    event: (body, twist) => send(JSON.stringify(body), twist),
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
