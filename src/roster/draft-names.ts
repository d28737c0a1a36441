import type { DirectoryUser } from '../domain/user.ts';
import { caseless, domainOf } from './caseless.ts';
import { addresses, Column, ints } from './column.ts';
import { Interner } from './interner.ts';
import { Names } from './names.ts';
import type { SortedTexts } from './sort-rows.ts';

/** Chunks are this long, as a power of two; a longer row gets a chunk of its own. */
const CHUNK_BITS = 20;
const CHUNK = 1 << CHUNK_BITS;

/**
 * The compared forms of names while users still come in, in their order of arrival. One row is display name,
 * username and address in UTF-8, each ended by a zero byte, so that comparing bytes compares names.
 */
export class DraftNames {
  readonly domains = new Interner<null>();
  /** Number of a user's mail domain; -1 for none. */
  readonly domain = new Column(ints);
  readonly #chunks: Buffer[] = [];
  readonly #display = new Column(addresses);
  readonly #username = new Column(addresses);
  #used = CHUNK;
  #bytes = 0;

  add(user: DirectoryUser): void {
    const display = caseless(user.displayName);
    const email = caseless(user.email);
    const row = `${display}\0${caseless(user.username)}\0${email}\0`;
    const length = Buffer.byteLength(row);
    const address = this.#claim(length);
    (this.#chunks[address >>> CHUNK_BITS] as Buffer).write(row, address & (CHUNK - 1), 'utf8');
    const isAscii = length === row.length;
    this.#display.push(address);
    this.#username.push(address + (isAscii ? display.length : Buffer.byteLength(display)) + 1);
    const domain = domainOf(email);
    this.domain.push(domain === '' ? -1 : this.domains.id(domain, () => null));
  }

  /** A name of each user for sorting by its bytes. */
  texts(name: 'username' | 'display'): SortedTexts {
    const chunks = this.#chunks;
    const rows = this.#display.array;
    const starts = name === 'username' ? this.#username.array : rows;
    // A row longer than a chunk runs on in a buffer of its own, so the chunk is found by the row's start.
    const chunkOf = (user: number) => (rows[user] as number) >>> CHUNK_BITS;
    return {
      fourBytes(user, depth) {
        const number = chunkOf(user);
        const chunk = chunks[number] as Buffer;
        const at = (starts[user] as number) - number * CHUNK + depth;
        const first = chunk[at] as number;
        const second = first === 0 ? 0 : (chunk[at + 1] as number);
        const third = second === 0 ? 0 : (chunk[at + 2] as number);
        const fourth = third === 0 ? 0 : (chunk[at + 3] as number);
        return ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
      },
      compare(a, b, depth) {
        const [numberA, numberB] = [chunkOf(a), chunkOf(b)];
        const chunkA = chunks[numberA] as Buffer;
        const chunkB = chunks[numberB] as Buffer;
        let atA = (starts[a] as number) - numberA * CHUNK + depth;
        let atB = (starts[b] as number) - numberB * CHUNK + depth;
        for (; ; atA += 1, atB += 1) {
          const left = chunkA[atA] as number;
          const right = chunkB[atB] as number;
          if (left !== right) return left - right;
          if (left === 0) return 0;
        }
      },
    };
  }

  /** The same rows in their final order, in one piece; between two steps the loop may turn. */
  *settle(order: Int32Array): Generator<void, Names> {
    const rows = Buffer.allocUnsafeSlow(this.#bytes);
    const starts = addresses(order.length + 1);
    let used = 0;
    for (let row = 0; row < order.length; row += 1) {
      const user = order[row] as number;
      const address = this.#display.array[user] as number;
      const chunk = this.#chunks[address >>> CHUNK_BITS] as Buffer;
      let at = address & (CHUNK - 1);
      for (let ended = 0; ended < 3; at += 1) {
        const byte = chunk[at] as number;
        if (byte === 0) ended += 1;
        rows[used++] = byte;
      }
      starts[row + 1] = used;
      if ((row & 0x3fff) === 0) yield;
    }
    return new Names(rows, starts);
  }

  #claim(length: number): number {
    if (this.#used + length > CHUNK) {
      this.#chunks.push(Buffer.allocUnsafeSlow(Math.max(length, CHUNK)));
      if (this.#chunks.length > 2 ** (32 - CHUNK_BITS)) throw new RangeError('The names are over 4 GiB.');
      this.#used = 0;
    }
    const address = (this.#chunks.length - 1) * CHUNK + this.#used;
    this.#used += length;
    this.#bytes += length;
    return address;
  }
}
