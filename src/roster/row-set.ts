import { type Bits, setBit, wordsFor } from './bits.ts';

/** A set of rows in the form that costs least: a stretch, one bit a row, or sorted row numbers. */
export type RowSet =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'bits'; readonly bits: Bits; readonly count: number }
  | { readonly kind: 'rows'; readonly rows: Int32Array };

const DENSE = 128;

export const NO_ROWS: RowSet = { kind: 'rows', rows: new Int32Array(0) };

/** How many rows a set has. */
export function sizeOf(set: RowSet): number {
  if (set.kind === 'range') return Math.max(0, set.to - set.from);
  return set.kind === 'bits' ? set.count : set.rows.length;
}

/**
 * Rows of many labels, counted first and filled after. A label of at least one row in 128 becomes bits: up to
 * four times as large as row numbers, but tested without a search.
 */
export class RowSets {
  readonly #counts: Int32Array;
  readonly #rows: number;
  #sets: RowSet[] = [];
  readonly #ends: Int32Array;
  /** The row that came last for each label, plus one. */
  readonly #last: Int32Array;

  constructor(labels: number, rows: number) {
    this.#counts = new Int32Array(labels);
    this.#ends = new Int32Array(labels);
    this.#last = new Int32Array(labels);
    this.#rows = rows;
  }

  /** Counts a row; one that comes twice for a label counts once. */
  count(label: number, row: number): void {
    if (this.#last[label] === row + 1) return;
    this.#last[label] = row + 1;
    this.#counts[label] = (this.#counts[label] as number) + 1;
  }

  /** Makes room; every {@link count} comes before, every {@link add} after. */
  allocate(): void {
    const isDense = (count: number) => count * DENSE >= this.#rows;
    const sparse = this.#counts.reduce((sum, count) => sum + (isDense(count) ? 0 : count), 0);
    const room = new Int32Array(sparse);
    let used = 0;
    this.#sets = Array.from(this.#counts, (count): RowSet => {
      if (isDense(count)) return { kind: 'bits', bits: new Int32Array(wordsFor(this.#rows)), count };
      used += count;
      return { kind: 'rows', rows: room.subarray(used - count, used) };
    });
    this.#last.fill(0);
  }

  /** Adds a row; rows come in ascending order. */
  add(label: number, row: number): void {
    if (this.#last[label] === row + 1) return;
    this.#last[label] = row + 1;
    const set = this.#sets[label] as RowSet;
    if (set.kind === 'bits') setBit(set.bits, row);
    else if (set.kind === 'rows') set.rows[this.#ends[label] as number] = row;
    this.#ends[label] = (this.#ends[label] as number) + 1;
  }

  get sets(): readonly RowSet[] {
    return this.#sets;
  }
}
