import type { HttpReply } from './route.ts';

/** A comment line this often keeps proxies and laptops from dropping a quiet stream, in milliseconds. */
const HEARTBEAT_MS = 20_000;
/** A reader that is this many events behind is let go; it comes back and reads the present state. */
const MAX_BEHIND = 500;

/** Server-sent events: `subscribe` is given a function that sends, and returns one that unsubscribes. */
export function eventStream(
  subscribe: (send: (event: string, value: unknown) => void) => () => void,
  signal: AbortSignal,
): HttpReply {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
    body: streamEvents(subscribe, signal),
  };
}

async function* streamEvents(
  subscribe: (send: (event: string, value: unknown) => void) => () => void,
  signal: AbortSignal,
): AsyncIterable<string> {
  const pending: string[] = [':open\n\n'];
  let wake = () => {};
  const push = (text: string) => {
    pending.push(text);
    wake();
  };
  const stop = () => wake();
  const unsubscribe = subscribe((event, value) =>
    push(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`),
  );
  const heartbeat = setInterval(() => push(':\n\n'), HEARTBEAT_MS);
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted && pending.length <= MAX_BEHIND) {
      if (pending.length > 0) yield pending.splice(0).join('');
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    clearInterval(heartbeat);
    signal.removeEventListener('abort', stop);
    unsubscribe();
  }
}
