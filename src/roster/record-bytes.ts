import { hashOn } from './exact-index.ts';

const MORE = 128;

/** Writes one record of small numbers and texts into a buffer that is used again for the next. */
export class RecordWriter {
  bytes = Buffer.allocUnsafeSlow(4096);
  length = 0;

  /** Starts the next record and makes room for it. */
  start(room: number): void {
    if (room > this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(room);
    this.length = 0;
  }

  /** A whole number from 0 in as few bytes as it needs, seven bits a byte, lowest first. */
  number(value: number): void {
    let left = value;
    while (left >= MORE) {
      this.bytes[this.length++] = (left % MORE) | MORE;
      left = Math.floor(left / MORE);
    }
    this.bytes[this.length++] = left;
  }

  /** Any number in eight bytes. */
  double(value: number): void {
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  /** The texts' characters together, in one byte each where that is enough. */
  text(text: string, isTwoByte: boolean): void {
    this.length += this.bytes.write(text, this.length, isTwoByte ? 'utf16le' : 'latin1');
  }
}

/** Reads what {@link RecordWriter} wrote. */
export class RecordReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  start(bytes: Buffer, at: number): void {
    this.#bytes = bytes;
    this.#at = at;
  }

  number(): number {
    const first = this.#bytes[this.#at++] as number;
    return first < MORE ? first : this.#longNumber(first);
  }

  double(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  /** Reads as many numbers as the array has room for and puts the value of each in it. */
  values<T>(found: T[], values: readonly T[]): void {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let n = 0; n < found.length; n += 1) {
      let number = bytes[at++] as number;
      if (number >= MORE) {
        this.#at = at;
        number = this.#longNumber(number);
        at = this.#at;
      }
      found[n] = values[number] as T;
    }
    this.#at = at;
  }

  /** Goes on with the hash of a text of that many characters, without making it. */
  hash(before: number, length: number, isTwoByte: boolean): number {
    let hash = before;
    const step = isTwoByte ? 2 : 1;
    for (let left = length; left > 0; left -= 1) {
      const low = this.#bytes[this.#at] as number;
      hash = hashOn(hash, isTwoByte ? low | ((this.#bytes[this.#at + 1] as number) << 8) : low);
      this.#at += step;
    }
    return hash;
  }

  text(length: number, isTwoByte: boolean): string {
    const start = this.#at;
    this.#at = start + (isTwoByte ? 2 * length : length);
    return this.#bytes.toString(isTwoByte ? 'utf16le' : 'latin1', start, this.#at);
  }

  #longNumber(first: number): number {
    let value = first - MORE;
    for (let scale = MORE; ; scale *= MORE) {
      const byte = this.#bytes[this.#at++] as number;
      if (byte < MORE) return value + byte * scale;
      value += (byte - MORE) * scale;
    }
  }
}
