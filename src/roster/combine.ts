import type { Bits } from './bits.ts';

// Four words a turn: the checks of a typed array are then paid once in four, which nearly halves the time.

/** `result = a and b` in words `from` to `to` (exclusive). */
export function and(result: Bits, a: Bits, b: Bits, from: number, to: number): void {
  let n = from;
  for (; n + 3 < to; n += 4) {
    result[n] = (a[n] as number) & (b[n] as number);
    result[n + 1] = (a[n + 1] as number) & (b[n + 1] as number);
    result[n + 2] = (a[n + 2] as number) & (b[n + 2] as number);
    result[n + 3] = (a[n + 3] as number) & (b[n + 3] as number);
  }
  for (; n < to; n += 1) result[n] = (a[n] as number) & (b[n] as number);
}

/** `result = a or b` in words `from` to `to` (exclusive). */
export function or(result: Bits, a: Bits, b: Bits, from: number, to: number): void {
  let n = from;
  for (; n + 3 < to; n += 4) {
    result[n] = (a[n] as number) | (b[n] as number);
    result[n + 1] = (a[n + 1] as number) | (b[n + 1] as number);
    result[n + 2] = (a[n + 2] as number) | (b[n + 2] as number);
    result[n + 3] = (a[n + 3] as number) | (b[n + 3] as number);
  }
  for (; n < to; n += 1) result[n] = (a[n] as number) | (b[n] as number);
}

/** Takes the bits of `b` out of `result` in words `from` to `to` (exclusive). */
export function andNot(result: Bits, b: Bits, from: number, to: number): void {
  let n = from;
  for (; n + 3 < to; n += 4) {
    result[n] = (result[n] as number) & ~(b[n] as number);
    result[n + 1] = (result[n + 1] as number) & ~(b[n + 1] as number);
    result[n + 2] = (result[n + 2] as number) & ~(b[n + 2] as number);
    result[n + 3] = (result[n + 3] as number) & ~(b[n + 3] as number);
  }
  for (; n < to; n += 1) result[n] = (result[n] as number) & ~(b[n] as number);
}
