import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { ProblemError } from '../../src/domain/problem.ts';

/** Seals secrets for the store, so that a copy of the database gives away no token. */
export interface Seal {
  /** `place` is the store key: what is sealed for one place opens at no other. */
  seal(text: string, place: string): string;
  /** `misconfigured` when it was sealed with another key, or altered, or moved. */
  open(sealed: string, place: string): string;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** 96 bits, random each time: as NIST SP 800-38D allows up to 2³² seals a key. */
const NONCE_BYTES = 12;
const NAME_BYTES = 6;
const FORM = 's1';
const SALT = 'rollcall slack';
const KEY = 'ROLLCALL_SLACK_TOKEN_KEY';

/** A seal with a key that is derived from a secret of at least 32 characters. */
export function createSeal(secret: string): Seal {
  const key = deriveKey(secret, 'token seal');
  // Tells a wrong key from a damaged record; derived separately, it gives nothing of the key away.
  const keyName = deriveKey(secret, 'token seal name').subarray(0, NAME_BYTES).toString('base64url');
  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const parts = [nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
      return [FORM, keyName, ...parts].join('.');
    },
    open(text, place) {
      const [form, name, ...parts] = text.split('.');
      if (form !== FORM) throw broken(undefined);
      if (name !== keyName) throw wrongKey();
      const [nonce, sealed, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
      if (nonce === undefined || sealed === undefined || tag === undefined) throw broken(undefined);
      try {
        const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: 16 });
        decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
        return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
      } catch (error) {
        throw broken(error);
      }
    },
  };
}

/** A key for one purpose from a secret, so that no two uses share one. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, SALT, purpose, KEY_BYTES));
}

function wrongKey(): ProblemError {
  const remedy = `The tokens of Slack workspaces were sealed with another ${KEY}. Set it back, or install the app again in every workspace.`;
  return new ProblemError({ kind: 'misconfigured', key: KEY, remedy });
}

function broken(cause: unknown): ProblemError {
  const remedy =
    'The stored token of a Slack workspace was altered or moved. Install the app again in that workspace.';
  return new ProblemError({ kind: 'misconfigured', key: KEY, remedy }, { cause });
}
