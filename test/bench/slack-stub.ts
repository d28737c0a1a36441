import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CHANNEL, TEAM, USER } from './slack-commands.ts';

/** A Slack that says yes to everything at once and counts the answers that arrive. */
export interface StubSlack {
  readonly apiUrl: string;
  /** What answers go to, with a slash at the end. */
  readonly respondTo: string;
  /** Resolves once so many commands in all have got their answer. */
  answered(count: number): Promise<void>;
  close(): void;
}

const BODIES: Readonly<Record<string, object>> = {
  'auth.test': {
    team_id: TEAM,
    team: 'Bench',
    user_id: 'U0BOT',
    bot_id: 'B0BOT',
    is_enterprise_install: false,
  },
  'users.info': {
    user: {
      id: USER,
      team_id: TEAM,
      name: 'bench',
      profile: { real_name: 'Bench' },
      is_email_confirmed: true,
    },
  },
  'conversations.open': { channel: { id: 'D0BENCH01' } },
  'conversations.info': { channel: { id: CHANNEL, is_channel: true, is_ext_shared: false } },
};
/** What every other call answers; a method takes of it what it knows. */
const POSTED = { ts: '1700000000.000100', channel: CHANNEL };
const LONGEST_MS = 120_000;

/** Starts it on a free port. */
export async function startStubSlack(): Promise<StubSlack> {
  const answers = new Set<string>();
  const server = createServer((request, response) => {
    const { url: path = '', headers } = request;
    request.resume().on('end', () => {
      if (path.startsWith('/respond/')) answers.add(path);
      response.writeHead(200, { 'content-type': 'application/json' });
      if (!path.startsWith('/api/')) return response.end('ok');
      const uploadTo = { upload_url: `http://${headers.host}/upload/`, file_id: 'F0BENCH01' };
      response.end(
        JSON.stringify({ ok: true, ...uploadTo, ...POSTED, ...BODIES[path.slice('/api/'.length)] }),
      );
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${origin}/api/`,
    respondTo: `${origin}/respond/`,
    async answered(count) {
      const until = performance.now() + LONGEST_MS;
      while (answers.size < count) {
        if (performance.now() > until) throw new Error(`${answers.size} of ${count} commands were answered`);
        await wait(20);
      }
    },
    close: () => void server.close(),
  };
}
