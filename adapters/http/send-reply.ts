import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HttpReply } from './route.ts';

/** Sent with every answer: nothing is sniffed, framed, referred to or shared with another origin. */
const ALWAYS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Writes a reply; a caller that goes away in the middle of a stream is no error. */
export async function sendReply(
  response: ServerResponse,
  reply: HttpReply,
  requestId: string,
): Promise<void> {
  response.writeHead(reply.status, { ...ALWAYS, 'x-request-id': requestId, ...reply.headers });
  if (typeof reply.body === 'string' || reply.body instanceof Uint8Array) {
    response.end(reply.body);
    return;
  }
  response.flushHeaders();
  try {
    await pipeline(Readable.from(reply.body, { highWaterMark: 1 }), response);
  } catch (error) {
    if (!response.destroyed) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
