import { createEmulator, type Emulator } from 'emulate';
import fetch from 'node-fetch';
import { freePort } from '../../support/free-port.ts';

/** A Slack Web API that nobody here wrote, in this process. */
export interface SlackApi {
  /** Calls a method past everything that stands before it. */
  call<T>(method: string, args: Readonly<Record<string, string>>): Promise<T>;
  readonly origin: string;
  reset(): void;
  close(): Promise<void>;
}

const USERS = ['alice', 'bob', 'guest', 'stranger'];
const CHANNELS = ['confluence-admins', 'shared'];
const SEED = {
  slack: {
    team: { name: 'Northwind', domain: 'northwind' },
    users: USERS.map((name) => ({ name, real_name: name, email: `${name}@example.com` })),
    channels: CHANNELS.map((name) => ({ name })),
  },
};

/** Starts it; `baseUrl` is where its files and uploads are said to lie. */
export async function startSlackApi(baseUrl: string): Promise<SlackApi> {
  const port = await freePort();
  const emulator: Emulator = await createEmulator({ service: 'slack', port, baseUrl, seed: SEED });
  const origin = `http://127.0.0.1:${port}`;
  // It says nothing when it listens; until then a connection is refused at once.
  while (!(await isUp(origin)));
  return {
    origin,
    async call<T>(method: string, args: Readonly<Record<string, string>>) {
      const body = new URLSearchParams(args);
      const headers = { authorization: 'Bearer the-bot' };
      const response = await fetch(`${origin}/api/${method}`, { method: 'POST', headers, body });
      return (await response.json()) as T;
    },
    reset: () => emulator.reset(),
    close: () => emulator.close(),
  };
}

async function isUp(origin: string): Promise<boolean> {
  return fetch(origin).then(
    () => true,
    () => false,
  );
}
