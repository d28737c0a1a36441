import { createHmac } from 'node:crypto';
import fetch from 'node-fetch';
import { PATHS } from '../../adapters/slack/config.ts';
import type { Clock } from '../../src/ports/clock.ts';

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

/** Slack, as it calls a service: with a signature over the time and the body. */
export interface SlackSender {
  /** A slash command, as a form. */
  command(fields: Readonly<Record<string, string>>, twist?: Twist): Promise<Reply>;
  /** A press, a form or a shortcut. */
  interaction(payload: unknown, twist?: Twist): Promise<Reply>;
  event(body: unknown, twist?: Twist): Promise<Reply>;
  /** Sends a body as it is. */
  send(body: string, twist?: Twist): Promise<Reply>;
}

/** Calls a service at that address. */
export function createSlackSender(origin: string, clock: Pick<Clock, 'now'>): SlackSender {
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
    send,
    command: asForm,
    interaction: (payload, twist) => asForm({ payload: JSON.stringify(payload) }, twist),
    event: (body, twist) => send(JSON.stringify(body), twist),
  };
}
