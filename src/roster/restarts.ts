import type { Instant } from '../domain/ids.ts';
import { setBit } from './bits.ts';
import { Column, instants, ints } from './column.ts';
import type { RowSet } from './row-set.ts';
import type { Scratch } from './scratch.ts';

/** When Rollcall restarted the idle clocks of rows; an instant of 1970 or before restarts nothing. */
export class Restarts {
  readonly #at: Float64Array;
  readonly #rows = new Column(ints);

  constructor(rows: number) {
    this.#at = instants(rows);
  }

  /** Rows that have been restarted, each once. */
  get rows(): Int32Array {
    return this.#rows.array.subarray(0, this.#rows.length);
  }

  /** Null when never. */
  at(row: number): Instant | null {
    const at = this.#at[row] as number;
    return at > 0 ? at : null;
  }

  /** The newest of several restarts counts. */
  set(row: number, at: Instant): void {
    if (at <= 0) return;
    if (this.at(row) === null) this.#rows.push(row);
    this.#at[row] = Math.max(this.#at[row] as number, at);
  }

  /** Rows restarted at an instant or after it; null when there are none. */
  since(at: Instant, scratch: Scratch): RowSet | null {
    let bits: Int32Array | null = null;
    let count = 0;
    for (const row of this.rows) {
      if ((this.#at[row] as number) < at) continue;
      bits ??= scratch.take().fill(0);
      setBit(bits, row);
      count += 1;
    }
    return bits === null ? null : { kind: 'bits', bits, count };
  }
}
