import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readBytes } from '../http/read-body.ts';
import { HttpError } from '../http/reply.ts';
import { PATHS } from './config.ts';
import type { SlackParts } from './parts.ts';

/** Slack refuses older requests too, but not ones from the future, and Bolt neither (5.1.0). */
const MAX_SKEW_MS = 300_000;
/** No payload of Slack's comes near it. */
const MAX_BYTES = 1024 * 1024;
const TYPES: readonly string[] = ['application/json', 'application/x-www-form-urlencoded'];

/** What is behind the door. */
export interface Rooms {
  /** Takes requests whose signature is still to be verified; null under Socket Mode. */
  readonly events: RequestListener | null;
  /** Pages under which workspaces install the app; null with one workspace. */
  readonly install: { readonly start: RequestListener; readonly finish: RequestListener } | null;
  /** Called for every request that was refused before anybody was known. */
  refused(why: string): void;
}

/** The HTTP requests of Slack: finds the room and turns away what cannot be from Slack before anything reads it. */
export function createDoor(
  { options, nonce, sawBadSignature }: Pick<SlackParts, 'options' | 'nonce' | 'sawBadSignature'>,
  rooms: Rooms,
): RequestListener {
  const { clock, logger } = options;
  const takeEvent = async (request: IncomingMessage, response: ServerResponse, events: RequestListener) => {
    // Bolt compares the whole header with these.
    request.headers['content-type'] = typeOf(request);
    const rawBody = await readBytes(request, MAX_BYTES);
    checkPayload(request, rawBody);
    if (!isCertificateCheck(request, rawBody)) checkTime(request, clock.now());
    response.once('finish', () => {
      if (response.statusCode !== 401) return;
      sawBadSignature();
      rooms.refused('the signature of a request was wrong');
    });
    // Bolt takes a body that was read before from here.
    events(Object.assign(request, { rawBody }), response);
  };
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/' } = request;
    const path = url.split('?', 1)[0];
    const { events, install } = rooms;
    if (path === PATHS.events && events !== null) {
      if (method !== 'POST') throw new HttpError(405, 'This address takes POST.', { allow: 'POST' });
      return takeEvent(request, response, events);
    }
    const isPage =
      path === PATHS.ping || (install !== null && (path === PATHS.install || path === PATHS.redirect));
    if (!isPage) throw new HttpError(404, 'There is nothing at this address.');
    if (method !== 'GET') throw new HttpError(405, 'This address takes GET.', { allow: 'GET' });
    if (path === PATHS.ping) return send(response, 200, nonce, {});
    return (path === PATHS.install ? install?.start : install?.finish)?.(request, response);
  };
  return (request, response) => {
    void route(request, response).catch((error: unknown) => {
      if (!(error instanceof HttpError)) logger.error('slack request failed', { what: 'http', error });
      const [status, text, headers] =
        error instanceof HttpError
          ? [error.status, error.message, error.headers]
          : [500, 'Something broke in Rollcall.', {}];
      if (status === 401) rooms.refused('the time of a request was wrong');
      if (response.headersSent) response.destroy();
      else send(response, status, text, headers);
    });
  };
}

function typeOf(request: IncomingMessage): string {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (TYPES.includes(type)) return type;
  throw new HttpError(415, 'Send the body as JSON or as a form.', { connection: 'close' });
}

function checkTime(request: IncomingMessage, now: number): void {
  const stamp = request.headers['x-slack-request-timestamp'];
  const isStamp = typeof stamp === 'string' && /^\d{1,12}$/.test(stamp);
  if (isStamp && Math.abs(Number(stamp) * 1000 - now) <= MAX_SKEW_MS) return;
  throw new HttpError(401, 'The time of the request is missing or too far from now.');
}

/** Bolt never answers a payload that is no object, such as a signed `null` (5.1.0). One that is broken it answers. */
function checkPayload(request: IncomingMessage, body: Buffer): void {
  const text = body.toString('utf8');
  const isJson = request.headers['content-type'] === 'application/json';
  const payload = isJson ? text : new URLSearchParams(text).get('payload');
  if (payload === null || payload.trimStart().startsWith('{')) return;
  throw new HttpError(400, 'A payload has to be a JSON object.');
}

/** Slack looks at the certificate of an address now and then, unsigned; Bolt answers that and reads nothing else. */
function isCertificateCheck(request: IncomingMessage, body: Buffer): boolean {
  if (request.headers['content-type'] !== 'application/x-www-form-urlencoded') return false;
  return new URLSearchParams(body.toString('utf8')).get('ssl_check') === '1';
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(`${text}\n`);
}
