import { get, type IncomingMessage } from 'node:http';
import type { ConsoleUnderTest } from './console.ts';
import type { Visitor } from './visitor.ts';

export interface ConsoleEvent {
  readonly event: string;
  readonly value: {
    readonly message?: { readonly id: string; readonly place: string; readonly headline: string };
  };
}

/** A page that is open: what the server sent to it so far. */
export interface OpenPage {
  readonly events: readonly ConsoleEvent[];
  /** Resolves once that many events of the kind have come. */
  until(event: string, count: number): Promise<void>;
  close(): void;
}

/** Connects to a console's live events as somebody; resolves once the server has answered. */
export async function openPage(
  { origin }: ConsoleUnderTest,
  visitor: Visitor,
  as: string,
): Promise<OpenPage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${origin}/api/events?as=${as}`, { headers: { cookie: visitor.cookie }, agent: false }, resolve).on(
      'error',
      reject,
    );
  });
  const events: ConsoleEvent[] = [];
  const waiting = new Set<() => void>();
  let text = '';
  let opened = () => {};
  const open = new Promise<void>((resolve) => {
    opened = resolve;
  });
  response.setEncoding('utf8').on('data', (chunk: string) => {
    opened();
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const found = /^event: (.*)\ndata: (.*)$/.exec(block);
      if (found !== null) events.push({ event: found[1] ?? '', value: JSON.parse(found[2] ?? 'null') });
    }
    for (const look of [...waiting]) look();
  });
  response.on('error', () => undefined);
  await open;
  return {
    events,
    until: (event, count) =>
      new Promise((resolve) => {
        const look = () => {
          if (events.filter((one) => one.event === event).length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () => response.destroy(),
  };
}
