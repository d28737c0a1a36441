import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { App, type Logger as BoltLogger, HTTPReceiver, LogLevel } from '@slack/bolt';

export const SIGNING_SECRET = 'a-signing-secret-of-the-bench';
/** Where Slack sends its requests. */
export const PATH = '/slack/events';

const QUIET: BoltLogger = {
  debug() {},
  info() {},
  warn() {},
  error(...said) {
    process.stderr.write(`${said.join(' ')}\n`);
  },
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** The least a server of Slack's requests does: reads the body, checks its signature, says yes. */
export function bareNode(): RequestListener {
  return (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { 'x-slack-request-timestamp': at, 'x-slack-signature': signature } = request.headers;
      const own = createHmac('sha256', SIGNING_SECRET).update(`v0:${at}:`).update(Buffer.concat(parts));
      const expected = Buffer.from(`v0=${own.digest('hex')}`);
      const given = Buffer.from(String(signature));
      const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
      response.writeHead(isSigned ? 200 : 401).end();
    });
  };
}

/** Bolt with one command that says yes and does nothing else. */
export async function bareBolt(): Promise<RequestListener> {
  const receiver = new HTTPReceiver({ signingSecret: SIGNING_SECRET, endpoints: PATH, logger: QUIET });
  const app = new App({
    receiver,
    logger: QUIET,
    convoStore: false,
    deferInitialization: true,
    authorize: async () => ({}),
  });
  app.command('/aum', async ({ ack }) => ack());
  await app.init();
  return receiver.requestListener;
}

/** Listens on a free port and gives it. */
export async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
