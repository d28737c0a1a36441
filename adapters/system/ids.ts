import { randomBytes, randomInt } from 'node:crypto';
import type { IdSource } from '../../src/ports/id-source.ts';

/** Letters and digits nobody mistakes for another: no 0 o, 1 i l, 5 s, 2 z, 8 b, u v. */
const EASY = 'acdefghjkmnpqrtwxy34679';
const SHORT_LENGTH = 5;
/** 192 bits. */
const SECRET_BYTES = 24;

/** Ids from the operating system's random source. */
export const systemIds: IdSource = {
  short: () => Array.from({ length: SHORT_LENGTH }, () => EASY[randomInt(EASY.length)]).join(''),
  secret: () => randomBytes(SECRET_BYTES).toString('base64url'),
};
