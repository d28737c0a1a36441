import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { HttpError } from './reply.ts';

/** True when the address means this machine alone. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return plain === 'localhost' || plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}

/**
 * Refuses a Host header that does not name this server, because a rebound DNS name would otherwise let a
 * foreign page talk to it. An exposed server also answers to its own host name and to any IP address: an
 * address cannot be rebound.
 */
export function checkHost(message: IncomingMessage, port: number, exposedAs: string | null): void {
  const header = (message.headers.host ?? '').toLowerCase();
  const parts = /^(\[[0-9a-f:.]+\]|[^:]*)(?::(\d+))?$/.exec(header);
  const name = parts?.[1] ?? '';
  const rightPort = Number(parts?.[2] ?? 80) === port;
  const plain = name.replace(/^\[|\]$/g, '');
  const local = ['127.0.0.1', 'localhost', '::1'].includes(plain);
  const known = local || (exposedAs !== null && (plain === exposedAs.toLowerCase() || isIP(plain) !== 0));
  if (!known || !rightPort) throw new HttpError(421, 'This server does not answer to that host name.');
}

/** Refuses a request that another site's page makes a browser send. Browsers always say one or the other. */
export function checkSameOrigin(message: IncomingMessage): void {
  const origin = message.headers.origin;
  const site = message.headers['sec-fetch-site'];
  const sameOrigin = origin === undefined || origin === `http://${message.headers.host}`;
  const sameSite = site === undefined || site === 'same-origin';
  if (!sameOrigin || !sameSite || (origin === undefined && site === undefined)) {
    throw new HttpError(403, 'Only the page of this server may send that.');
  }
}

/** Compares two secrets without telling by its duration how much of them agrees. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Demands `Authorization: Bearer TOKEN`; for callers that are programs, not pages. */
export function checkBearer(message: IncomingMessage, token: string): void {
  const given = /^Bearer (\S+)$/.exec(message.headers.authorization ?? '')?.[1];
  if (given === undefined || !isSameSecret(given, token)) {
    throw new HttpError(401, 'The access token is missing or wrong.', { 'www-authenticate': 'Bearer' });
  }
}
