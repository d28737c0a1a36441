import type { IncomingMessage } from 'node:http';
import { HttpError } from './reply.ts';

/** Nesting deeper than this is refused before it is parsed. */
const MAX_JSON_DEPTH = 8;

/** The whole body, at most `limit` bytes; more is a 413 that closes the connection. */
export async function readBytes(message: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(message.headers['content-length'] ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The body as JSON: 415 for another type, 413 past `limit` bytes, 400 when malformed or nested too deep. */
export async function readJson(message: IncomingMessage, limit: number): Promise<unknown> {
  const type = (message.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new HttpError(415, 'Send the body as application/json.', { connection: 'close' });
  }
  const text = (await readBytes(message, limit)).toString('utf8');
  if (isNestedDeeperThan(text, MAX_JSON_DEPTH)) throw new HttpError(400, 'The JSON is nested too deep.');
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'The body is not valid JSON.');
  }
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, `That is too large: at most ${Math.floor(limit / 1024)} KiB are taken.`, {
    connection: 'close',
  });
}

/** Counts brackets outside strings, so that a hostile body is refused without building it. */
function isNestedDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') {
      depth++;
      if (depth > limit) return true;
    } else if (char === ']' || char === '}') depth--;
  }
  return false;
}
