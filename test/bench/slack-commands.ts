import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { PATH, SIGNING_SECRET } from './slack-servers.ts';

export const TEAM = 'T0BENCH01';
export const USER = 'U0BENCH01';
export const CHANNEL = 'C0BENCH01';

let sent = 0;

/** Sends commands as Slack does, over connections that stay open, each signed anew and unlike any before. */
export class Sender {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #port: number;
  readonly #respondTo: string;

  /** `respondTo` is where answers go, with a slash at its end. */
  constructor(port: number, respondTo: string) {
    this.#port = port;
    this.#respondTo = respondTo;
  }

  /** As many commands as said, `atOnce` of them under way; latencies in milliseconds. */
  async burst(count: number, atOnce: number): Promise<readonly number[]> {
    const latencies: number[] = [];
    let left = count;
    const one = async () => {
      while (left > 0) {
        left -= 1;
        latencies.push(await this.#send());
      }
    };
    await Promise.all(Array.from({ length: atOnce }, one));
    return latencies;
  }

  /** A command every so many milliseconds, whether or not those before have their answer. */
  async every(gapMs: number, count: number): Promise<readonly number[]> {
    const under: Promise<number>[] = [];
    for (let n = 0; n < count; n += 1) {
      under.push(this.#send());
      await wait(gapMs);
    }
    return Promise.all(under);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(): Promise<number> {
    sent += 1;
    const at = Math.floor(Date.now() / 1000);
    const body = new URLSearchParams({
      team_id: TEAM,
      team_domain: 'bench',
      channel_id: CHANNEL,
      channel_name: 'confluence-admins',
      user_id: USER,
      user_name: 'bench',
      command: '/aum',
      text: 'users inactive:90d',
      api_app_id: 'A0BENCH01',
      is_enterprise_install: 'false',
      response_url: `${this.#respondTo}${sent}`,
      trigger_id: `${at}.${sent}.bench`,
    }).toString();
    const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${at}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${signature}`,
    };
    const began = performance.now();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const options = {
        agent: this.#agent,
        host: '127.0.0.1',
        port: this.#port,
        path: PATH,
        method: 'POST',
        headers,
      };
      const sending = request(options, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      sending.on('error', reject).end(body);
    });
    if (status !== 200) throw new Error(`answered with HTTP ${status}`);
    return performance.now() - began;
  }
}
