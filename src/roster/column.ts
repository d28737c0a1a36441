/** The kinds of typed array that facts are kept in. */
export type Numbers = Int32Array | Uint32Array | Float64Array;

/** Rows moved in one step. */
const STEP = 16_384;

/** One fact of many users in a typed array that grows; untouched room costs no memory until it is written. */
export class Column<T extends Numbers> {
  array: T;
  length = 0;
  readonly #allocate: (length: number) => T;

  constructor(allocate: (length: number) => T) {
    this.#allocate = allocate;
    this.array = allocate(1024);
  }

  push(value: number): void {
    if (this.length === this.array.length) {
      const wider = this.#allocate(Math.ceil(this.length * 1.5));
      wider.set(this.array);
      this.array = wider;
    }
    this.array[this.length] = value;
    this.length += 1;
  }

  /** Moves what stood at `order[i]` to `i`, in steps between which the event loop may turn. */
  *reorder(order: Int32Array): Generator<void, void> {
    const { array } = this;
    const moved = this.#allocate(order.length);
    for (let from = 0; from < order.length; from += STEP) {
      const to = Math.min(from + STEP, order.length);
      for (let row = from; row < to; row += 1) moved[row] = array[order[row] as number] as number;
      yield;
    }
    this.array = moved;
    this.length = order.length;
  }
}

/** A column of signed 32-bit numbers. */
export const ints = (length: number): Int32Array => new Int32Array(length);
/** A column of addresses up to 4 GiB. */
export const addresses = (length: number): Uint32Array => new Uint32Array(length);
/** A column of instants; NaN stands for unknown. */
export const instants = (length: number): Float64Array => new Float64Array(length);
