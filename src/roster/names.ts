/** Fields of a row, in the order they are kept in. */
export type NameField = 'display' | 'username' | 'email';

/**
 * The compared forms of all users' names, one row after the other: display name, username and address in
 * UTF-8, each ended by a zero byte. Exact and substring search read them; so does the order by name.
 */
export class Names {
  readonly bytes: Buffer;
  /** Where each row starts; one more entry than rows. */
  readonly starts: Uint32Array;

  constructor(bytes: Buffer, starts: Uint32Array) {
    this.bytes = bytes;
    this.starts = starts;
  }

  get length(): number {
    return this.starts.length - 1;
  }

  /** Where a field of a row starts in {@link bytes}. */
  fieldAt(row: number, field: NameField): number {
    const { bytes } = this;
    let at = this.starts[row] as number;
    for (let skip = field === 'display' ? 0 : field === 'username' ? 1 : 2; skip > 0; at += 1) {
      if (bytes[at] === 0) skip -= 1;
    }
    return at;
  }

  /** Orders the field of a row against a name in compared form, ended by a zero byte. */
  compare(row: number, field: NameField, name: Uint8Array): number {
    const { bytes } = this;
    const start = this.fieldAt(row, field);
    for (let n = 0; ; n += 1) {
      const left = bytes[start + n] as number;
      const right = name[n] as number;
      if (left !== right) return left - right;
      if (left === 0) return 0;
    }
  }

  /** Whether any field of a row contains the needle. */
  contains(row: number, { bytes: needle, skips }: Needle): boolean {
    const { bytes } = this;
    const last = needle.length - 1;
    const end = this.starts[row + 1] as number;
    let at = (this.starts[row] as number) + last;
    while (at < end) {
      const byte = bytes[at] as number;
      let n = last;
      while (n >= 0 && bytes[at - last + n] === needle[n]) n -= 1;
      if (n < 0) return true;
      at += skips[byte] as number;
    }
    return false;
  }

  /** The text of a field of a row. */
  text(row: number, field: NameField): string {
    const start = this.fieldAt(row, field);
    return this.bytes.toString('utf8', start, this.bytes.indexOf(0, start));
  }
}

/** A text to be looked for: at least one byte, none of them zero. */
export interface Needle {
  readonly bytes: Uint8Array;
  /** For each byte that may stand under the needle's end, how far the needle can be moved on (Horspool). */
  readonly skips: Uint32Array;
}

/** A text in compared form, made ready to be looked for in many rows. */
export function needleOf(key: string): Needle {
  const bytes = Buffer.from(key);
  const skips = new Uint32Array(256).fill(bytes.length);
  for (let n = 0; n < bytes.length - 1; n += 1) skips[bytes[n] as number] = bytes.length - 1 - n;
  return { bytes, skips };
}

/** A name in compared form as {@link Names} keeps it: UTF-8, ended by a zero byte. */
export function nameBytes(key: string): Uint8Array {
  return Buffer.from(`${key}\0`);
}
