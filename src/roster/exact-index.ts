const FNV_FACTOR = 0x01000193;
const NONE = -1;

/** The hash of nothing, to go on from. */
export const EMPTY_HASH = 0x811c9dc5;

/** Finds rows by a hash: chains in two arrays, so that any number of rows may share a name. */
export class ExactIndex {
  readonly #heads: Int32Array;
  readonly #next: Int32Array;

  constructor(rows: number) {
    this.#heads = new Int32Array(2 ** Math.max(4, Math.ceil(Math.log2(rows + 1)))).fill(NONE);
    this.#next = new Int32Array(rows);
  }

  add(hash: number, row: number): void {
    const slot = hash & (this.#heads.length - 1);
    this.#next[row] = this.#heads[slot] as number;
    this.#heads[slot] = row;
  }

  /** Rows that may have been added with this hash; others come along and are for the caller to tell. */
  *candidates(hash: number): Iterable<number> {
    for (let row = this.first(hash); row !== NONE; row = this.after(row)) yield row;
  }

  /** The first of the {@link candidates}; negative when there is none. For lists of very many hashes. */
  first(hash: number): number {
    return this.#heads[hash & (this.#heads.length - 1)] as number;
  }

  /** The candidate after another; negative after the last. */
  after(row: number): number {
    return this.#next[row] as number;
  }
}

/** Hash of bytes up to a zero byte. */
export function hashBytes(bytes: Uint8Array, start: number): number {
  let hash = EMPTY_HASH;
  for (let at = start; bytes[at] !== 0; at += 1) hash = hashOn(hash, bytes[at] as number);
  return spread(hash);
}

/** Hash of a text's code units. */
export function hashText(text: string): number {
  let hash = EMPTY_HASH;
  for (let n = 0; n < text.length; n += 1) hash = hashOn(hash, text.charCodeAt(n));
  return spread(hash);
}

/** The hash (FNV-1a) so far, with one more byte or code unit; {@link spread} ends it. */
export function hashOn(hash: number, code: number): number {
  return Math.imul(hash ^ code, FNV_FACTOR);
}

/** Mixes the high bits of a finished hash into the low ones, which choose the chain. */
export function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
