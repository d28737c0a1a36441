import type { Message } from '../../adapters/console/messages.ts';
import { newDelivery } from './visitor.ts';

/** Somebody at the console's page: types, and sees every message that comes or changes. */
export class Onlooker {
  readonly #origin: string;
  readonly #cookie: string;
  readonly #person: string;
  readonly #leave = new AbortController();
  readonly #seen: string[] = [];
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  private constructor(origin: string, cookie: string, person: string) {
    this.#origin = origin;
    this.#cookie = cookie;
    this.#person = person;
  }

  /** Comes in through the printed address as that person and reads what is there already. */
  static async arrive(url: string, person: string): Promise<Onlooker> {
    const entered = await fetch(url, { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const onlooker = new Onlooker(new URL(url).origin, cookie, person);
    const events = await onlooker.#fetch(`/api/events?as=${person}`);
    if (events.body === null) throw new Error('no events');
    void onlooker.#follow(events.body);
    const there = await onlooker.#fetch(`/api/places/direct-${person}/messages?as=${person}`);
    const { messages } = (await there.json()) as { readonly messages: readonly Message[] };
    for (const message of messages) onlooker.#see(JSON.stringify(message));
    return onlooker;
  }

  /** Types a command into the conversation with Rollcall, with a list attached. */
  async type(text: string, list: string): Promise<void> {
    const file = { name: 'list.csv', base64: Buffer.from(list).toString('base64') };
    const place = `direct-${this.#person}`;
    const body = JSON.stringify({ as: this.#person, place, text, delivery: newDelivery(), file });
    const headers = { 'content-type': 'application/json', origin: this.#origin };
    const answer = await this.#fetch('/api/commands', { method: 'POST', headers, body });
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** What `find` finds in the first message, or edit of one, that has it; fails the test when the service ends. */
  sees<T>(find: (text: string) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.#seen.map(find).find((hit) => hit !== undefined);
        if (found === undefined && !this.#isOver) return;
        this.#waiting.delete(look);
        if (found === undefined) reject(new Error('the service ended before that was seen'));
        else resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  leave(): void {
    this.#leave.abort();
  }

  #fetch(path: string, init: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
    const headers = { cookie: this.#cookie, ...init.headers };
    return fetch(this.#origin + path, { ...init, headers, signal: this.#leave.signal });
  }

  async #follow(body: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const bytes of body) {
        const events = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) this.#see(event);
      }
    } catch {
      // The service ended, or the onlooker left: nothing more is seen.
    }
    this.#isOver = true;
    this.#look();
  }

  #see(text: string): void {
    this.#seen.push(text);
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}
