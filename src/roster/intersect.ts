import { type Bits, clearBit, fillBits, hasBit, setBit, wordsFor } from './bits.ts';
import { and, andNot, or } from './combine.ts';
import { type RowSet, sizeOf } from './row-set.ts';
import type { Scratch } from './scratch.ts';

/** A condition on rows: in any of the sets, or, negated, in none of them. */
export interface Operand {
  readonly sets: readonly RowSet[];
  readonly negated: boolean;
}

/** Rows that meet every condition, within a stretch of rows; bits outside the stretch mean nothing. */
export type Hits =
  | { readonly kind: 'bits'; readonly bits: Bits; readonly from: number; readonly to: number }
  | { readonly kind: 'rows'; readonly rows: Int32Array };

/** A union of this many single rows is merged by sorting; a larger one in bits. */
const SMALL_UNION = 512;

/** The rows of `rows` that meet every operand; the result may live in scratch or be an operand's own bits. */
export function intersect(operands: readonly Operand[], rows: number, scratch: Scratch): Hits {
  const window = windowOf(operands, rows);
  const others = operands.filter((operand) => !isWindow(operand));
  const seed = seedOf(others, rows);
  if (window.from >= window.to) return { kind: 'rows', rows: new Int32Array(0) };
  if (seed !== undefined) {
    return { kind: 'rows', rows: filterRows(others, seed, window) };
  }
  return { kind: 'bits', bits: denseBits(others, window, rows, scratch), ...window };
}

interface Window {
  readonly from: number;
  readonly to: number;
}

function isWindow({ sets, negated }: Operand): boolean {
  return !negated && sets.length === 1 && sets[0]?.kind === 'range';
}

function windowOf(operands: readonly Operand[], rows: number): Window {
  let [from, to] = [0, rows];
  for (const operand of operands) {
    const [set] = operand.sets;
    if (!isWindow(operand) || set?.kind !== 'range') continue;
    from = Math.max(from, set.from);
    to = Math.min(to, set.to);
  }
  return { from, to };
}

/** The operand with the fewest rows, if its rows are few enough to look at one by one. */
function seedOf(operands: readonly Operand[], rows: number): Operand | undefined {
  let best: Operand | undefined;
  let least = rows / 16;
  for (const operand of operands) {
    if (operand.negated || operand.sets.some(({ kind }) => kind !== 'rows')) continue;
    const size = operand.sets.reduce((sum, set) => sum + sizeOf(set), 0);
    if (size >= least || (operand.sets.length > 1 && size > SMALL_UNION)) continue;
    best = operand;
    least = size;
  }
  return best;
}

function filterRows(operands: readonly Operand[], seed: Operand, { from, to }: Window): Int32Array {
  const all = merged(seed.sets);
  const found = all.slice(lowerBound(all, from), lowerBound(all, to));
  let length = found.length;
  for (const operand of operands) {
    if (operand !== seed) length = keep(found, length, operand);
  }
  return found.subarray(0, length);
}

/** Moves the first `length` rows that meet an operand to the front; returns how many. */
function keep(found: Int32Array, length: number, { sets, negated }: Operand): number {
  const [only] = sets;
  const isSingle = sets.length === 1;
  let kept = 0;
  if (isSingle && only?.kind === 'bits') {
    const { bits } = only;
    const wanted = negated ? 0 : 1;
    for (let n = 0; n < length; n += 1) {
      const row = found[n] as number;
      if ((((bits[row >>> 5] as number) >>> (row & 31)) & 1) === wanted) found[kept++] = row;
    }
  } else if (isSingle && only?.kind === 'rows') {
    const { rows } = only;
    // Side by side where both are long, by halving where the other is much longer.
    const isNear = rows.length < length * 16;
    let at = 0;
    for (let n = 0; n < length; n += 1) {
      const row = found[n] as number;
      if (isNear) while ((rows[at] as number) < row) at += 1;
      else at = lowerBound(rows, row, at);
      if ((rows[at] === row) !== negated) found[kept++] = row;
    }
  } else {
    for (let n = 0; n < length; n += 1) {
      const row = found[n] as number;
      if (isInAny(sets, row) !== negated) found[kept++] = row;
    }
  }
  return kept;
}

function merged(sets: readonly RowSet[]): Int32Array {
  const [only] = sets;
  if (sets.length === 1 && only?.kind === 'rows') return only.rows;
  const rows = sets.flatMap((set) => (set.kind === 'rows' ? [...set.rows] : []));
  return Int32Array.from(new Set(rows)).sort();
}

function isInAny(sets: readonly RowSet[], row: number): boolean {
  for (const set of sets) {
    if (set.kind === 'range' ? row >= set.from && row < set.to : hasRow(set, row)) return true;
  }
  return false;
}

function hasRow(set: Exclude<RowSet, { kind: 'range' }>, row: number): boolean {
  return set.kind === 'bits' ? hasBit(set.bits, row) : set.rows[lowerBound(set.rows, row)] === row;
}

/** The first place in ascending numbers whose number is not below `value`. */
export function lowerBound(numbers: Int32Array | Float64Array, value: number, from = 0, to = numbers.length) {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function denseBits(operands: readonly Operand[], window: Window, rows: number, scratch: Scratch): Bits {
  const included: Bits[] = [];
  const excluded: Operand[] = [];
  for (const operand of operands) {
    if (operand.negated) excluded.push(operand);
    else included.push(unionBits(operand.sets, window, rows, scratch));
  }
  const [only] = included;
  if (only !== undefined && included.length === 1 && excluded.length === 0) return only;
  const result = scratch.take();
  const first = window.from >>> 5;
  const end = wordsFor(window.to);
  andAll(result, included, first, end);
  for (const { sets } of excluded) exclude(result, sets, window, first, end);
  return result;
}

function unionBits(sets: readonly RowSet[], window: Window, rows: number, scratch: Scratch): Bits {
  const [only] = sets;
  if (sets.length === 1 && only?.kind === 'bits') return only.bits;
  const union = scratch.take();
  const first = window.from >>> 5;
  const end = wordsFor(window.to);
  const dense = sets.flatMap((set) => (set.kind === 'bits' ? [set.bits] : []));
  if (dense.length === 0) union.fill(0, first, end);
  else orAll(union, dense, first, end);
  for (const set of sets) {
    if (set.kind === 'range')
      fillBits(union, Math.max(set.from, window.from), Math.min(set.to, window.to, rows));
    if (set.kind !== 'rows') continue;
    for (let at = lowerBound(set.rows, window.from); at < set.rows.length; at += 1) {
      const row = set.rows[at] as number;
      if (row >= window.to) break;
      setBit(union, row);
    }
  }
  return union;
}

function andAll(result: Bits, sets: readonly Bits[], first: number, end: number): void {
  const [a, b = a] = sets;
  if (a === undefined || b === undefined) {
    result.fill(-1, first, end);
    return;
  }
  and(result, a, b, first, end);
  for (let next = 2; next < sets.length; next += 1) and(result, result, sets[next] as Bits, first, end);
}

function orAll(result: Bits, sets: readonly Bits[], first: number, end: number): void {
  const [a = result, b = a] = sets;
  or(result, a, b, first, end);
  for (let next = 2; next < sets.length; next += 1) or(result, result, sets[next] as Bits, first, end);
}

function exclude(result: Bits, sets: readonly RowSet[], window: Window, first: number, end: number): void {
  for (const set of sets) {
    if (set.kind === 'bits') andNot(result, set.bits, first, end);
    else if (set.kind === 'rows') {
      for (let at = lowerBound(set.rows, window.from); at < set.rows.length; at += 1) {
        const row = set.rows[at] as number;
        if (row >= window.to) break;
        clearBit(result, row);
      }
    } else {
      for (let row = set.from; row < set.to; row += 1) clearBit(result, row);
    }
  }
}
