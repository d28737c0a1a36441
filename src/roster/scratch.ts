import { type Bits, wordsFor } from './bits.ts';

/** Bitmaps for intermediate results, used again by the next query; queries are synchronous, so none overlap. */
export class Scratch {
  readonly #words: number;
  readonly #all: Bits[] = [];
  #taken = 0;

  constructor(rows: number) {
    this.#words = wordsFor(rows);
  }

  /** A bitmap with anything in it. */
  take(): Bits {
    const bits = this.#all[this.#taken] ?? new Int32Array(this.#words);
    this.#all[this.#taken] = bits;
    this.#taken += 1;
    return bits;
  }

  /** Gives all back; nothing taken before may be read after. */
  reset(): void {
    this.#taken = 0;
  }
}
