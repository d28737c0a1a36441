import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../src/ports/clock.ts';
import type { IdSource } from '../../src/ports/id-source.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';
import { isSameSecret } from '../http/guard.ts';

/** A browser stays let in for this long, in milliseconds. */
const SESSION_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;
const SECRET_KEY = 'session/secret';

/**
 * The way in: a token, new at each start, is exchanged for a signed cookie. The key that signs is kept, so
 * that an open page survives a restart while a printed address does not stay valid for ever.
 */
export interface Sessions {
  /** Goes into the printed address. */
  readonly token: string;
  /** The `Set-Cookie` value for a right token; undefined for a wrong one. */
  exchange(token: string, port: number): string | undefined;
  /** True when the request carries a cookie that this console signed and that has not expired. */
  holds(message: IncomingMessage): boolean;
}

/** Loads the signing key, or makes one, and draws this start's token. */
export async function openSessions(store: AdapterStore, ids: IdSource, clock: Clock): Promise<Sessions> {
  const secret = await signingKey(store, ids);
  const token = ids.secret();
  const sign = (text: string) => createHmac('sha256', secret).update(text).digest('base64url');
  const isValid = (cookie: string) => {
    const [issued, nonce, signature] = cookie.split('.');
    if (issued === undefined || nonce === undefined || signature === undefined) return false;
    if (!isSameSecret(signature, sign(`${issued}.${nonce}`))) return false;
    const age = clock.now() - Number(issued);
    return age >= 0 && age < SESSION_LIFETIME_MS;
  };
  return {
    token,
    exchange(given, port) {
      if (!isSameSecret(given, token)) return undefined;
      const value = `${clock.now()}.${ids.secret()}`;
      const maxAge = SESSION_LIFETIME_MS / 1000;
      return `${cookieName(port)}=${value}.${sign(value)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${maxAge}`;
    },
    holds(message) {
      const name = cookieName(message.socket.localPort ?? 0);
      return cookies(message).some(([key, value]) => key === name && isValid(value));
    },
  };
}

/** Of instances that start for the first time together one draws the key for all. */
async function signingKey(store: AdapterStore, ids: IdSource): Promise<string> {
  const kept = await store.get(SECRET_KEY);
  if (kept !== undefined) return kept;
  const drawn = `${ids.secret()}${ids.secret()}`;
  if (await store.add(SECRET_KEY, drawn)) return drawn;
  return signingKey(store, ids);
}

/** Browsers share cookies between the ports of a host, so the name says which. */
function cookieName(port: number): string {
  return `rollcall_${port}`;
}

function cookies(message: IncomingMessage): readonly (readonly [string, string])[] {
  return (message.headers.cookie ?? '').split(';').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), value.join('=').trim()] as const;
  });
}
