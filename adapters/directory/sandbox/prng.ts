/**
 * A fixed pseudo-random number for a seed, an index and a purpose, 0 up to but without 2^32. There is no state, so
 * user 999,999 costs the same as user 0; the constants are those of the murmur3 finaliser and never change.
 */
export function hash(seed: number, index: number, purpose = 0): number {
  return scramble(scramble(scramble(seed | 0) ^ index) ^ Math.imul(purpose + 1, 0x9e3779b1)) >>> 0;
}

/** The same as a fraction, 0 up to but without 1. */
export function fraction(seed: number, index: number, purpose = 0): number {
  return hash(seed, index, purpose) / 0x1_0000_0000;
}

/** One entry of a list that is not empty. */
export function pick<T>(list: readonly [T, ...T[]], seed: number, index: number, purpose = 0): T {
  return list[hash(seed, index, purpose) % list.length] ?? list[0];
}

function scramble(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
