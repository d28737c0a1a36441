import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProblemError } from '../../src/domain/problem.ts';
import { OnceAMinute } from '../../src/flows/once-a-minute.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { IdSource } from '../../src/ports/id-source.ts';
import type { Logger } from '../../src/ports/logger.ts';
import { bind, closeGracefully, TIME_LIMITS } from './bind.ts';
import { checkHost, isLoopback } from './guard.ts';
import { errorReply, HttpError } from './reply.ts';
import { matchRoute, type Route } from './route.ts';
import { sendReply } from './send-reply.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Without it only an address of this machine alone is bound. */
  readonly exposed: boolean;
  readonly routes: readonly Route[];
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
}

export interface HttpServer {
  /** Starts to listen; `misconfigured` when the port is taken or the address is not allowed. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /** Takes no more requests, ends streams, lets the others finish. */
  close(): Promise<void>;
}

/** Without a session or token, from another page or as somebody else, to another host name. */
const REFUSALS: readonly number[] = [401, 403, 421];

/** A small HTTP server on node:http: routes, refusals as plain JSON, time limits, a graceful end. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const closing = new AbortController();
  const refusals = new OnceAMinute();
  const server = createServer(TIME_LIMITS);
  server.on(
    'request',
    (message, response) =>
      void take(options, server, closing.signal, message, response).then(() =>
        tellRefusal(options, refusals, response.statusCode),
      ),
  );
  return {
    async listen() {
      if (!options.exposed && !isLoopback(options.host)) {
        throw new ProblemError({
          kind: 'misconfigured',
          key: 'ROLLCALL_HOST',
          remedy: `${options.host} can be reached from other machines. Use 127.0.0.1, or set ROLLCALL_CONSOLE_EXPOSE=yes if that is what you want.`,
        });
      }
      const port = await bind(server, options, { port: 'ROLLCALL_PORT', host: 'ROLLCALL_HOST' });
      const host = options.host.includes(':') ? `[${options.host}]` : options.host;
      return { url: `http://${host}:${port}`, port };
    },
    async close() {
      closing.abort();
      await closeGracefully(server);
    },
  };
}

async function take(
  options: HttpServerOptions,
  server: Server,
  closing: AbortSignal,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = options.ids.short();
  const startedAt = options.clock.now();
  const gone = new AbortController();
  const end = () => gone.abort();
  response.on('close', end);
  closing.addEventListener('abort', end);
  let pattern = '';
  try {
    const port = (server.address() as AddressInfo | null)?.port ?? options.port;
    checkHost(message, port, options.exposed ? options.host : null);
    const url = readUrl(message.url ?? '/');
    const match = matchRoute(options.routes, message.method ?? 'GET', url.pathname);
    if (match.route === null) throw unrouted(match.allowed);
    pattern = match.route.path;
    const reply = await match.route.answer({
      id,
      path: url.pathname,
      query: url.searchParams,
      params: match.params,
      raw: message,
      loopback: isLoopback(message.socket.remoteAddress ?? ''),
      signal: gone.signal,
    });
    await sendReply(response, closing.aborted ? withClose(reply) : reply, id);
  } catch (error) {
    await refuse(options, response, error, id);
  } finally {
    closing.removeEventListener('abort', end);
    // Kept alive for a next request that is not coming, the connection would hold up the end.
    if (closing.aborted) setImmediate(() => server.closeIdleConnections());
    // The pattern, never the path or query: those may carry names and secrets.
    options.logger.debug('http request', {
      request: id,
      method: message.method,
      route: pattern,
      status: response.statusCode,
      ms: options.clock.now() - startedAt,
    });
  }
}

/** Who keeps knocking shows in the log, at most once a minute for each status; never what they sent. */
function tellRefusal({ clock, logger }: HttpServerOptions, refusals: OnceAMinute, status: number): void {
  if (!REFUSALS.includes(status)) return;
  const untold = refusals.tell(String(status), clock.now());
  if (untold !== undefined) logger.warn('http request refused', { status, untold });
}

function withClose<T extends { readonly headers: Readonly<Record<string, string>> }>(reply: T): T {
  return { ...reply, headers: { ...reply.headers, connection: 'close' } };
}

function unrouted(allowed: readonly string[]): HttpError {
  return allowed.length === 0
    ? new HttpError(404, 'There is nothing at this address.')
    : new HttpError(405, 'This address does not take that method.', { allow: allowed.join(', ') });
}

async function refuse(
  options: HttpServerOptions,
  response: ServerResponse,
  error: unknown,
  id: string,
): Promise<void> {
  const reply = errorReply(error, id);
  if (reply.status >= 500) options.logger.error('http request failed', { request: id, error });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  await sendReply(response, reply, id);
}

/** The request line's address; what is none is the caller's mistake, not ours. */
function readUrl(line: string): URL {
  const base = 'http://rollcall.invalid';
  if (!URL.canParse(line, base)) throw new HttpError(400, 'That address cannot be read.');
  return new URL(line, base);
}
