import { type App, type Logger as BoltLogger, SocketModeReceiver } from '@slack/bolt';
import type { Clock } from '../../src/ports/clock.ts';
import type { Logger } from '../../src/ports/logger.ts';
import { TIMEOUT_MS } from './client.ts';
import type { SlackOptions } from './config.ts';

/** A way to Slack that Rollcall opens itself. */
export interface Socket {
  readonly receiver: SocketModeReceiver;
  /** Connects in the background, again and again until {@link close}; never throws. */
  open(app: App): void;
  close(): Promise<void>;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Code of web-api 8 for an answer that is no. */
const REFUSED = 'slack_webapi_platform_error';
/** Slack's end has this long to say goodbye before the connection is cut. */
const GOODBYE_MS = 2_000;

/**
 * Socket Mode. Its client can reconnect by itself, but a failure meanwhile becomes a rejection that nobody handles and
 * ends the process (socket-mode 3.1.0), so it is told not to and the loop is here.
 */
export function createSocket(options: SlackOptions & { readonly appToken: string }, log: BoltLogger): Socket {
  const { appToken, apiUrl, clock, logger } = options;
  const receiver = new SocketModeReceiver({
    appToken,
    logger: log,
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: TIMEOUT_MS },
    },
  });
  const closing = new AbortController();
  const { client } = receiver;
  let loop = Promise.resolve();
  return {
    receiver,
    open(app) {
      loop = keepConnected(() => connectOnce(app, receiver, closing.signal), clock, logger, closing.signal);
    },
    async close() {
      closing.abort();
      const farewell = new AbortController();
      const goodbye = client.disconnect().then(() => farewell.abort());
      // The second call cuts what did not answer the first.
      await clock.sleep(GOODBYE_MS, farewell.signal).then(
        () => client.disconnect(),
        () => undefined,
      );
      await goodbye;
      await loop;
    },
  };
}

/** Resolves when a connection that stood is over; rejects when there was none. */
async function connectOnce(app: App, { client }: SocketModeReceiver, signal: AbortSignal): Promise<void> {
  await app.start();
  // A stop in the middle of connecting found nothing to disconnect yet.
  if (signal.aborted) return client.disconnect();
  await new Promise<void>((resolve) => {
    client.once('disconnected', () => resolve());
    if (client.websocket?.isActive() !== true) resolve();
  });
}

async function keepConnected(
  connect: () => Promise<void>,
  clock: Clock,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const startedAt = clock.now();
    try {
      await connect();
      // Slack renews connections every few hours: then there is nothing to wait for.
      if (clock.now() - startedAt >= LONGEST_WAIT_MS) {
        wait = FIRST_WAIT_MS;
        continue;
      }
    } catch (error) {
      const code = (error as { readonly code?: unknown } | undefined)?.code;
      // Slack answered, so it is not the network but most often the token.
      const says =
        code === REFUSED ? 'slack refuses Socket Mode, "doctor" says why' : 'slack cannot be reached';
      logger.warn(says, { waitMs: wait, ...(typeof code === 'string' && { code }) });
    }
    await clock.sleep(wait, signal).catch(() => undefined);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}
