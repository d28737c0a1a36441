/** Sets of row numbers as one bit a row, 32 rows a word, lowest bit first. */
export type Bits = Int32Array;

/** Words needed for `rows` bits. */
export function wordsFor(rows: number): number {
  return (rows + 31) >>> 5;
}

/** How many bits of a word are set. */
export function popcount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return Math.imul(x, 0x01010101) >>> 24;
}

/** A word of `bits` with everything outside rows `from` to `to` (exclusive) cleared. */
export function maskedWord(bits: Bits, word: number, from: number, to: number): number {
  let value = bits[word] as number;
  if (word === from >>> 5) value &= -1 << (from & 31);
  if (word === to >>> 5) value &= ~(-1 << (to & 31));
  return value;
}

/** How many rows from `from` to `to` (exclusive) are set. */
export function countBits(bits: Bits, from: number, to: number): number {
  if (from >= to) return 0;
  const first = from >>> 5;
  const last = (to - 1) >>> 5;
  const count = popcount(maskedWord(bits, first, from, to));
  if (first === last) return count;
  return count + countWords(bits, first + 1, last) + popcount(maskedWord(bits, last, from, to));
}

/**
 * How many bits words `from` to `to` (exclusive) have, eight words at a time: carry-save adders (Harley and
 * Seal) leave one word in eight to be counted, which halves the time of counting each.
 */
function countWords(bits: Bits, from: number, to: number): number {
  let [eights, ones, twos, fours] = [0, 0, 0, 0];
  let word = from;
  for (; word + 7 < to; word += 8) {
    const a = bits[word] as number;
    const b = bits[word + 1] as number;
    const c = bits[word + 2] as number;
    const d = bits[word + 3] as number;
    const e = bits[word + 4] as number;
    const f = bits[word + 5] as number;
    const g = bits[word + 6] as number;
    const h = bits[word + 7] as number;
    const ab = ones ^ a;
    const twosA = (ones & a) | (ab & b);
    const cd = ab ^ b ^ c;
    const twosB = ((ab ^ b) & c) | (cd & d);
    const ef = cd ^ d ^ e;
    const twosC = ((cd ^ d) & e) | (ef & f);
    const gh = ef ^ f ^ g;
    const twosD = ((ef ^ f) & g) | (gh & h);
    ones = gh ^ h;
    const twosAB = twos ^ twosA;
    const foursA = (twos & twosA) | (twosAB & twosB);
    const twosCD = twosAB ^ twosB ^ twosC;
    const foursB = ((twosAB ^ twosB) & twosC) | (twosCD & twosD);
    twos = twosCD ^ twosD;
    const sum = fours ^ foursA;
    eights += popcount((fours & foursA) | (sum & foursB));
    fours = sum ^ foursB;
  }
  let count = 8 * eights + 4 * popcount(fours) + 2 * popcount(twos) + popcount(ones);
  for (; word < to; word += 1) count += popcount(bits[word] as number);
  return count;
}

/** Sets rows `from` to `to` (exclusive). */
export function fillBits(bits: Bits, from: number, to: number): void {
  if (from >= to) return;
  const first = from >>> 5;
  const last = (to - 1) >>> 5;
  const head = -1 << (from & 31);
  const tail = -1 >>> (31 - ((to - 1) & 31));
  if (first === last) {
    bits[first] = (bits[first] as number) | (head & tail);
    return;
  }
  bits[first] = (bits[first] as number) | head;
  bits.fill(-1, first + 1, last);
  bits[last] = (bits[last] as number) | tail;
}

export function setBit(bits: Bits, row: number): void {
  bits[row >>> 5] = (bits[row >>> 5] as number) | (1 << (row & 31));
}

export function clearBit(bits: Bits, row: number): void {
  bits[row >>> 5] = (bits[row >>> 5] as number) & ~(1 << (row & 31));
}

export function hasBit(bits: Bits, row: number): boolean {
  return (((bits[row >>> 5] as number) >>> (row & 31)) & 1) === 1;
}

/** The set rows from `from` to `to` (exclusive), lowest first, after the first `skip`, at most `limit`. */
export function takeLowest(bits: Bits, from: number, to: number, skip: number, limit: number): number[] {
  const rows: number[] = [];
  if (from >= to || limit <= 0) return rows;
  let left = skip;
  const last = (to - 1) >>> 5;
  for (let word = from >>> 5; word <= last; word += 1) {
    let value = maskedWord(bits, word, from, to);
    if (value === 0) continue;
    if (left > 0) {
      const count = popcount(value);
      if (left >= count) {
        left -= count;
        continue;
      }
    }
    for (; value !== 0; value &= value - 1) {
      if (left > 0) {
        left -= 1;
        continue;
      }
      rows.push((word << 5) + 31 - Math.clz32(value & -value));
      if (rows.length === limit) return rows;
    }
  }
  return rows;
}

/** The same from the other end: highest first. */
export function takeHighest(bits: Bits, from: number, to: number, skip: number, limit: number): number[] {
  const rows: number[] = [];
  if (from >= to || limit <= 0) return rows;
  let left = skip;
  const first = from >>> 5;
  for (let word = (to - 1) >>> 5; word >= first; word -= 1) {
    let value = maskedWord(bits, word, from, to);
    if (value === 0) continue;
    if (left > 0) {
      const count = popcount(value);
      if (left >= count) {
        left -= count;
        continue;
      }
    }
    while (value !== 0) {
      const bit = 31 - Math.clz32(value);
      value &= ~(1 << bit);
      if (left > 0) {
        left -= 1;
        continue;
      }
      rows.push((word << 5) + bit);
      if (rows.length === limit) return rows;
    }
  }
  return rows;
}
