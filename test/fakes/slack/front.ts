import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fetch from 'node-fetch';
import type { SlackApi } from './emulator.ts';
import type { Fault } from './faults.ts';
import { type Body, METHODS, refusal, refuseBlocks } from './methods.ts';
import type { SlackState } from './state.ts';

/** What stands before the emulator and adds what it lacks. */
export interface Front {
  readonly origin: string;
  /** Whom it passes calls on to. */
  api: SlackApi | undefined;
  close(): Promise<void>;
}

/** Listens on a free port of this machine. */
export async function startFront(state: SlackState): Promise<Front> {
  const server = createServer((request, response) => {
    if (state.clock !== null) response.setHeader('date', new Date(state.clock()).toUTCString());
    answer(state, front, request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const front: Front = { origin: `http://127.0.0.1:${port}`, api: undefined, close: () => close(server) };
  return front;
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

async function answer(state: SlackState, { api }: Front, request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url ?? '', 'http://slack');
  const bytes = await readAll(request);
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const name = pathname.startsWith('/api/') ? pathname.slice('/api/'.length) : pathname;
  const args = pathname.startsWith('/api/')
    ? Object.fromEntries(new URLSearchParams(bytes.toString('utf8')))
    : {};
  const fault = state.faults.take(name.replace(/^\/(upload|files-pri|respond)\/.*/, '/$1'), args);
  if (fault !== undefined && 'until' in fault) await fault.until;
  else if (fault !== undefined && !isDropped(fault, 'after')) return fail(fault, response);
  if (api === undefined) throw new Error('not started');
  if (pathname.startsWith('/respond/')) return respond(state, pathname, bytes, response);
  if (!pathname.startsWith('/api/')) {
    if (pathname.startsWith('/upload/')) state.uploads.push(request.headers.authorization ?? null);
    const mayRead = state.tokens.get(token)?.scopes.includes('files:read') === true;
    if (pathname.startsWith('/files-pri/') && !mayRead) return signIn(response);
    return pass(api, request, bytes, response);
  }
  const call = { method: name, token, args };
  state.calls.push(call);
  if (name === 'oauth.v2.access') return say(response, grant(state, args));
  const facts = state.tokens.get(token);
  if (facts === undefined) return say(response, refusal('invalid_auth'));
  response.setHeader('x-oauth-scopes', facts.scopes.join(','));
  const body = (await METHODS[name]?.(state, call, api)) ?? (await api.call<Body>(name, args));
  if (fault !== undefined && isDropped(fault, 'after')) return response.destroy();
  return say(response, body);
}

/** Hands out what a code or a refresh token stands for; each works once. */
function grant({ grants }: SlackState, args: Readonly<Record<string, string>>): Body {
  const code = args.refresh_token ?? args.code ?? '';
  const granted = grants.get(code);
  grants.delete(code);
  return granted === undefined ? refusal('invalid_code') : { ok: true, ...granted };
}

function isDropped(fault: Fault, when: 'before' | 'after'): boolean {
  return 'drop' in fault && fault.drop === when;
}

function fail(fault: Exclude<Fault, { readonly until: unknown }>, response: ServerResponse): void {
  if ('hang' in fault) return;
  if ('drop' in fault) response.destroy();
  else if ('code' in fault) say(response, refusal(fault.code, fault.more));
  else response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
}

function say(response: ServerResponse, body: Body): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** What Slack serves to a token that may not read files: its page to sign in, as success. */
function signIn(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Sign in</html>');
}

function respond(state: SlackState, pathname: string, bytes: Buffer, response: ServerResponse): void {
  const id = pathname.split('/').at(-1) ?? '';
  const url = state.responseUrls.get(id);
  if (url === undefined || url.left === 0) {
    response.writeHead(404).end(JSON.stringify(refusal(url === undefined ? 'expired_url' : 'used_url')));
    return;
  }
  const body = JSON.parse(bytes.toString('utf8')) as Body;
  const refused = refuseBlocks(body.blocks);
  if (refused !== undefined) {
    say(response, refused);
    return;
  }
  url.left -= 1;
  state.responses.push({ id, user: url.user, channel: url.channel, body });
  response.writeHead(200).end('ok');
}

async function pass(api: SlackApi, request: IncomingMessage, bytes: Buffer, response: ServerResponse) {
  const method = request.method ?? 'GET';
  const { 'content-type': type = 'text/plain' } = request.headers;
  const headers = { authorization: 'Bearer the-bot', 'content-type': type };
  const answered = await fetch(api.origin + request.url, {
    method,
    headers,
    ...(method === 'POST' && { body: bytes }),
  });
  const contentType = answered.headers.get('content-type') ?? 'application/octet-stream';
  response
    .writeHead(answered.status, { 'content-type': contentType })
    .end(Buffer.from(await answered.arrayBuffer()));
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
