/** Chunks are this long, as a power of two; a longer piece gets a chunk of its own. */
const CHUNK_BITS = 20;
const CHUNK = 1 << CHUNK_BITS;

/**
 * Keeps many short pieces of bytes in a few large buffers, because a million users as JavaScript objects would
 * not fit beside everything else.
 */
export class ByteArena {
  /** Bytes in all pieces. */
  length = 0;
  readonly #chunks: Buffer[] = [];
  /** Bytes used of the newest chunk. */
  #used = CHUNK;

  /** Copies the first `length` bytes and returns their address. Throws a RangeError past 4 GiB. */
  add(bytes: Buffer, length: number): number {
    if (this.#used + length > CHUNK) {
      if (this.#chunks.length === 2 ** (32 - CHUNK_BITS)) throw new RangeError('The roster is over 4 GiB.');
      this.#chunks.push(Buffer.allocUnsafeSlow(Math.max(length, CHUNK)));
      this.#used = 0;
    }
    const chunk = this.#chunks.length - 1;
    const address = chunk * CHUNK + this.#used;
    bytes.copy(this.#chunks[chunk] as Buffer, this.#used, 0, length);
    this.#used += length;
    this.length += length;
    return address;
  }

  /** The buffer in which the piece at an address starts. */
  chunkOf(address: number): Buffer {
    return this.#chunks[address >>> CHUNK_BITS] as Buffer;
  }
}

/** Where in its buffer the piece at an address starts. */
export function offsetOf(address: number): number {
  return address & (CHUNK - 1);
}
