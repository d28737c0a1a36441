import { type Bits, wordsFor } from './bits.ts';
import type { Names } from './names.ts';

/** Slices per roster; with two a trigram, a row of 60 letters sets about one bit in five. */
const SLICE_BITS = 9;
const SLICES = 1 << SLICE_BITS;
/** More trigrams of a needle than this narrow no further. */
const MOST_TRIGRAMS = 3;

/**
 * A filter before substring search: every three bytes of a row's names set the row's bit in two of the
 * slices. A row that contains a text has the bits of all its trigrams; few others do.
 */
export class Trigrams {
  readonly #slices: Bits;
  readonly #words: number;

  constructor(rows: number) {
    this.#words = wordsFor(rows);
    this.#slices = new Int32Array(SLICES * this.#words);
  }

  /** Adds rows `from` to `to` (exclusive). */
  add({ bytes, starts }: Names, from: number, to: number): void {
    const slices = this.#slices;
    const words = this.#words;
    for (let row = from; row < to; row += 1) {
      const word = row >>> 5;
      const bit = 1 << (row & 31);
      const end = starts[row + 1] as number;
      let gram = 0;
      let length = 0;
      for (let at = starts[row] as number; at < end; at += 1) {
        const byte = bytes[at] as number;
        length = byte === 0 ? 0 : length + 1;
        gram = ((gram << 8) | byte) & 0xffffff;
        if (length < 3) continue;
        const hash = hashOf(gram);
        const first = (hash >>> (32 - SLICE_BITS)) * words + word;
        const second = ((hash >>> (32 - 2 * SLICE_BITS)) & (SLICES - 1)) * words + word;
        slices[first] = (slices[first] as number) | bit;
        slices[second] = (slices[second] as number) | bit;
      }
    }
  }

  /** Slices whose bits every row that contains the needle has; none for a needle under three bytes. */
  slicesOf(needle: Uint8Array): readonly Bits[] {
    const count = needle.length - 2;
    const step = Math.max(1, count / MOST_TRIGRAMS);
    const slices = new Set<number>();
    for (let n = 0; n < count; n += step) {
      const at = Math.floor(n);
      const [first = 0, second = 0, third = 0] = needle.subarray(at, at + 3);
      const hash = hashOf((first << 16) | (second << 8) | third);
      slices.add(hash >>> (32 - SLICE_BITS));
      slices.add((hash >>> (32 - 2 * SLICE_BITS)) & (SLICES - 1));
    }
    return [...slices].map((slice) => this.#slices.subarray(slice * this.#words, (slice + 1) * this.#words));
  }
}

function hashOf(gram: number): number {
  const hash = Math.imul(gram, 0x9e3779b1);
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
}
