import { request } from 'node:http';
import type { Message } from '../../adapters/console/messages.ts';
import type { ConsoleUnderTest } from './console.ts';

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON. */
  readonly body: Record<string, unknown>;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One HTTP request exactly as given: no header is added or corrected, unlike fetch. */
export function ask(origin: string, path: string, asked: Asked = {}): Promise<Got> {
  const { hostname, port } = new URL(origin);
  const { method = 'GET', headers = {}, body } = asked;
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          get body() {
            return JSON.parse(text);
          },
        }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A browser that was let in, as far as HTTP goes. */
export interface Visitor {
  readonly cookie: string;
  get(path: string): Promise<Got>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Got>;
  messages(as: string, place: string): Promise<readonly Message[]>;
  type(as: string, place: string, text: string, more?: Readonly<Record<string, unknown>>): Promise<Got>;
  press(as: string, message: Message, button: Button, more?: Readonly<Record<string, unknown>>): Promise<Got>;
}

export interface Button {
  readonly verb: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

let deliveries = 0;

/** An id that no request had before. */
export function newDelivery(): string {
  deliveries += 1;
  return `delivery-${String(deliveries).padStart(12, '0')}`;
}

/** Exchanges the printed address for a cookie, as a browser does. */
export async function visit({ url, origin }: ConsoleUnderTest): Promise<Visitor> {
  const { pathname, search } = new URL(url);
  const entered = await ask(origin, `${pathname}${search}`);
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    ask(origin, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const get = (path: string) => ask(origin, path, { headers: { cookie } });
  return {
    cookie,
    get,
    post,
    async messages(as, place) {
      const got = await get(`/api/places/${place}/messages?as=${as}`);
      return got.body.messages as readonly Message[];
    },
    type: (as, place, text, more = {}) =>
      post('/api/commands', { as, place, text, delivery: newDelivery(), ...more }),
    press: (as, { place, id }, button, more = {}) =>
      post('/api/clicks', { as, place, message: id, ...button, delivery: newDelivery(), ...more }),
  };
}

/** The button of that title on a message's card, with what it would send untouched. */
export function buttonOf(message: Message | undefined, title: string): Button {
  const found = [...walk(message?.card)].find(
    (node) => node.type === 'Action.Execute' && String(node.title).startsWith(title),
  );
  if (found === undefined) throw new Error(`The card has no button "${title}".`);
  const data = found.data as Record<string, unknown>;
  return { verb: String(found.verb), id: String(data.id), data };
}

function* walk(value: unknown): Iterable<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const child of Object.values(value)) yield* walk(child);
}
