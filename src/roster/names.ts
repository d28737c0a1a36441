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

  /** Whether any field of a row contains the needle, which has no zero byte and is not empty. */
  contains(row: number, needle: Uint8Array): boolean {
    const { bytes } = this;
    const { length } = needle;
    const first = needle[0] as number;
    const last = (this.starts[row + 1] as number) - length;
    for (let at = this.starts[row] as number; at < last; at += 1) {
      if (bytes[at] !== first) continue;
      let n = 1;
      while (n < length && bytes[at + n] === needle[n]) n += 1;
      if (n === length) return true;
    }
    return false;
  }

  /** The text of a field of a row. */
  text(row: number, field: NameField): string {
    const start = this.fieldAt(row, field);
    return this.bytes.toString('utf8', start, this.bytes.indexOf(0, start));
  }
}

/** A name in compared form as {@link Names} keeps it: UTF-8, ended by a zero byte. */
export function nameBytes(key: string): Uint8Array {
  return Buffer.from(`${key}\0`);
}
