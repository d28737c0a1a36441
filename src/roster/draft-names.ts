import { caseless, domainOf } from '../domain/caseless.ts';
import type { DirectoryUser } from '../domain/user.ts';
import { ByteArena, offsetOf } from './byte-arena.ts';
import { addresses, Column, ints } from './column.ts';
import { Interner } from './interner.ts';
import { Names } from './names.ts';
import type { SortedTexts } from './sort-rows.ts';

/**
 * The compared forms of names while users still come in, in their order of arrival. One row is display name,
 * username and address in UTF-8, each ended by a zero byte, so that comparing bytes compares names.
 */
export class DraftNames {
  readonly domains = new Interner<null>();
  /** Number of a user's mail domain; -1 for none. */
  readonly domain = new Column(ints);
  readonly #arena = new ByteArena();
  readonly #display = new Column(addresses);
  readonly #username = new Column(addresses);
  #row = Buffer.allocUnsafeSlow(4096);

  add(user: DirectoryUser): void {
    const display = caseless(user.displayName);
    const email = caseless(user.email);
    const row = `${display}\0${caseless(user.username)}\0${email}\0`;
    if (row.length * 3 > this.#row.length) this.#row = Buffer.allocUnsafeSlow(row.length * 3);
    const length = this.#row.write(row);
    const address = this.#arena.add(this.#row, length);
    const isAscii = length === row.length;
    this.#display.push(address);
    this.#username.push(address + (isAscii ? display.length : Buffer.byteLength(display)) + 1);
    const domain = domainOf(email);
    this.domain.push(domain === '' ? -1 : this.domains.id(domain, () => null));
  }

  /** A name of each user for sorting by its bytes. */
  texts(name: 'username' | 'display'): SortedTexts {
    const arena = this.#arena;
    const rows = this.#display.array;
    const starts = name === 'username' ? this.#username.array : rows;
    // A long row runs on in a buffer of its own, so that buffer is found by the row's start.
    const chunkOf = (user: number) => arena.chunkOf(rows[user] as number);
    const startOf = (user: number) =>
      offsetOf(rows[user] as number) + (starts[user] as number) - (rows[user] as number);
    return {
      fourBytes(user, depth) {
        const chunk = chunkOf(user);
        const at = startOf(user) + depth;
        const first = chunk[at] as number;
        const second = first === 0 ? 0 : (chunk[at + 1] as number);
        const third = second === 0 ? 0 : (chunk[at + 2] as number);
        const fourth = third === 0 ? 0 : (chunk[at + 3] as number);
        return ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
      },
      compare(a, b, depth) {
        const chunkA = chunkOf(a);
        const chunkB = chunkOf(b);
        let atA = startOf(a) + depth;
        let atB = startOf(b) + depth;
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
    const rows = Buffer.allocUnsafeSlow(this.#arena.length);
    const starts = addresses(order.length + 1);
    let used = 0;
    for (let row = 0; row < order.length; row += 1) {
      const user = order[row] as number;
      const address = this.#display.array[user] as number;
      const chunk = this.#arena.chunkOf(address);
      let at = offsetOf(address);
      for (let ended = 0; ended < 3; at += 1) {
        const byte = chunk[at] as number;
        if (byte === 0) ended += 1;
        rows[used++] = byte;
      }
      starts[row + 1] = used;
      if ((row & 0x7ff) === 0) yield;
    }
    return new Names(rows, starts);
  }
}
