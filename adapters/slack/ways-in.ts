import type { RequestListener } from 'node:http';
import { type App, type Logger as BoltLogger, HTTPReceiver, type Receiver } from '@slack/bolt';
import { ProblemError } from '../../src/domain/problem.ts';
import { PATHS, type SlackOptions } from './config.ts';
import { createSocket } from './socket.ts';

/** How Slack's requests come in. */
export interface WayIn {
  readonly receiver: Receiver;
  /** Verifies signatures; null where Slack calls nobody. */
  readonly events: RequestListener | null;
  open(app: App): void;
  close(): Promise<void>;
}

/** Socket Mode with an app token, else HTTP on a server that is not Bolt's; `misconfigured` with neither. */
export function createWayIn(options: SlackOptions, log: BoltLogger): WayIn {
  const { appToken, signingSecret } = options;
  if (appToken !== null) return { ...createSocket({ ...options, appToken }, log), events: null };
  if (signingSecret === null) {
    const remedy = 'Set it to the signing secret under "Basic Information" of the app.';
    throw new ProblemError({ kind: 'misconfigured', key: 'ROLLCALL_SLACK_SIGNING_SECRET', remedy });
  }
  const receiver = new HTTPReceiver({ signingSecret, endpoints: PATHS.events, logger: log });
  return {
    receiver,
    events: (request, response) => receiver.requestListener(request, response),
    open() {},
    async close() {},
  };
}
