/** Chunks are this long, as a power of two; a longer text gets a chunk of its own. */
const CHUNK_BITS = 20;
const CHUNK = 1 << CHUNK_BITS;
const WIDE = 1;
const TWO_BYTE = 2;

/**
 * Keeps lists of short texts in a few large buffers, because a million users as JavaScript strings would not
 * fit beside everything else. A list is a flag byte, how many texts, their lengths, then all characters.
 */
export class TextArena {
  readonly #chunks: Buffer[] = [];
  /** Bytes used of the newest chunk. */
  #used = CHUNK;

  /** Stores a list of texts and returns its address. Throws a RangeError past 4 GiB. */
  add(texts: readonly string[]): number {
    const joined = texts.join('');
    const isTwoByte = hasWideCharacter(joined);
    const isWide = texts.length > 255 || texts.some((text) => text.length > 255);
    const head = 1 + (texts.length + 1) * (isWide ? 4 : 1);
    const address = this.#claim(head + joined.length * (isTwoByte ? 2 : 1));
    const chunk = this.#chunks[address >>> CHUNK_BITS] as Buffer;
    let at = address & (CHUNK - 1);
    chunk[at++] = (isWide ? WIDE : 0) | (isTwoByte ? TWO_BYTE : 0);
    for (let n = -1; n < texts.length; n += 1) {
      const number = n < 0 ? texts.length : (texts[n] as string).length;
      if (isWide) at = chunk.writeUInt32LE(number, at);
      else chunk[at++] = number;
    }
    chunk.write(joined, at, isTwoByte ? 'utf16le' : 'latin1');
    return address;
  }

  /** The list of texts at an address. */
  read(address: number): string[] {
    const chunk = this.#chunks[address >>> CHUNK_BITS] as Buffer;
    const at = address & (CHUNK - 1);
    const flags = chunk[at] as number;
    const step = (flags & WIDE) === 0 ? 1 : 4;
    const numberAt = (n: number) =>
      step === 1 ? (chunk[at + 1 + n] as number) : chunk.readUInt32LE(at + 1 + 4 * n);
    const count = numberAt(0);
    let length = 0;
    for (let n = 1; n <= count; n += 1) length += numberAt(n);
    const start = at + 1 + step * (count + 1);
    const joined =
      (flags & TWO_BYTE) === 0
        ? chunk.toString('latin1', start, start + length)
        : chunk.toString('utf16le', start, start + 2 * length);
    const texts: string[] = [];
    for (let n = 1, from = 0; n <= count; n += 1) {
      const to = from + numberAt(n);
      texts.push(joined.slice(from, to));
      from = to;
    }
    return texts;
  }

  #claim(size: number): number {
    if (this.#used + size > CHUNK) {
      this.#chunks.push(Buffer.allocUnsafeSlow(Math.max(size, CHUNK)));
      if (this.#chunks.length > 2 ** (32 - CHUNK_BITS)) throw new RangeError('The roster is over 4 GiB.');
      this.#used = 0;
    }
    const address = (this.#chunks.length - 1) * CHUNK + this.#used;
    this.#used += size;
    return address;
  }
}

function hasWideCharacter(text: string): boolean {
  for (let n = 0; n < text.length; n += 1) if (text.charCodeAt(n) > 255) return true;
  return false;
}
