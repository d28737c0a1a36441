import type { IncomingMessage } from 'node:http';

/** What a route is given: the request line taken apart, and the raw message for its headers and body. */
export interface HttpRequest {
  /** Finds the log line of this request. */
  readonly id: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Decoded `:name` parts of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly raw: IncomingMessage;
  /** True when the caller sits on this machine. */
  readonly loopback: boolean;
  /** Aborts when the caller goes away or the server closes. */
  readonly signal: AbortSignal;
}

/** What a route answers; an iterable body is streamed. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

/** One path a server answers on, for example `/files/:id`. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  answer(request: HttpRequest): Promise<HttpReply>;
}

export type Match =
  | { readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly route: null; readonly allowed: readonly string[] };

/** The route for a method and path; without one, the methods that path would take. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match {
  const allowed: string[] = [];
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params === undefined) continue;
    if (route.method === method) return { route, params };
    allowed.push(route.method);
  }
  return { route: null, allowed };
}

function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, want] of wanted.entries()) {
    const got = given[i] ?? '';
    if (!want.startsWith(':')) {
      if (want !== got) return undefined;
      continue;
    }
    const value = decode(got);
    if (value === undefined || value === '') return undefined;
    params[want.slice(1)] = value;
  }
  return params;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
