import { Column, ints } from './column.ts';
import type { Pace } from './pace.ts';

/** Runs up to this long are sorted by comparing; longer ones by their bytes. */
const SHORT_RUN = 512;

/** What {@link sortByText} sorts: texts of numbered items, byte by byte. */
export interface SortedTexts {
  /** Four bytes of an item's text from `depth` on as one number; zeros after the end. */
  fourBytes(item: number, depth: number): number;
  compare(a: number, b: number, depth: number): number;
}

/**
 * Sorts item numbers in place by their texts, keeping the order of equal ones, in slices short enough for a
 * service that answers meanwhile: four bytes at a time, then each run of equal ones by the next four.
 */
export async function sortByText(order: Int32Array, texts: SortedTexts, pace: Pace): Promise<void> {
  const room = new RadixRoom(order.length);
  const runs = new Column(ints);
  pushRun(runs, 0, order.length, 0);
  while (runs.length > 0) {
    runs.length -= 3;
    const from = runs.array[runs.length] as number;
    const to = runs.array[runs.length + 1] as number;
    const depth = runs.array[runs.length + 2] as number;
    if (to - from <= SHORT_RUN) {
      order.subarray(from, to).sort((a, b) => texts.compare(a, b, depth));
      await pace.spend((to - from) * 120);
      continue;
    }
    await pace.cut(from, to, 15, (start, end) => {
      for (let at = start; at < end; at += 1) room.keys[at] = texts.fourBytes(order[at] as number, depth);
    });
    await room.sort(order, from, to, pace);
    for (let start = from, at = from + 1; at <= to; at += 1) {
      if (at < to && room.keys[at] === room.keys[start]) continue;
      const hasEnded = ((room.keys[start] as number) & 0xff) === 0;
      if (!hasEnded && at - start > 1) pushRun(runs, start, at, depth + 4);
      start = at;
    }
  }
}

/** Sorts item numbers in place by a number each, keeping the order of equal ones; infinities are fine. */
export async function sortByNumber(order: Int32Array, numbers: Float64Array, pace: Pace): Promise<void> {
  const room = new RadixRoom(order.length);
  const halves = new Uint32Array(new Float64Array(1).buffer);
  const number = new Float64Array(halves.buffer);
  for (const half of [0, 1]) {
    // Bits of a double sort as unsigned numbers once negative ones are turned round and the rest lifted.
    const lift = half === 1 ? 0x80000000 : 0;
    await pace.cut(0, order.length, 2, (start, end) => {
      for (let at = start; at < end; at += 1) {
        number[0] = (numbers[order[at] as number] as number) + 0;
        const isNegative = (halves[1] as number) >>> 31 === 1;
        room.keys[at] = isNegative ? ~(halves[half] as number) : (halves[half] as number) ^ lift;
      }
    });
    await room.sort(order, 0, order.length, pace);
  }
}

/** Keys of items and the room to sort them by, one byte at a time from the lowest. */
class RadixRoom {
  readonly keys: Uint32Array;
  readonly #keys: Uint32Array;
  readonly #order: Int32Array;

  constructor(length: number) {
    this.keys = new Uint32Array(length);
    this.#keys = new Uint32Array(length);
    this.#order = new Int32Array(length);
  }

  /** Sorts a stretch of `order` and of the keys alike. */
  async sort(order: Int32Array, from: number, to: number, pace: Pace): Promise<void> {
    for (let shift = 0; shift < 32; shift += 8) {
      const starts = this.#starts(from, to, shift);
      await pace.spend((to - from) / 4);
      if (starts === null) continue;
      await pace.cut(from, to, 1, (start, end) => {
        for (let at = start; at < end; at += 1) {
          const key = this.keys[at] as number;
          const place = starts[(key >>> shift) & 0xff] as number;
          starts[(key >>> shift) & 0xff] = place + 1;
          this.#keys[place] = key;
          this.#order[place] = order[at] as number;
        }
      });
      this.keys.set(this.#keys.subarray(from, to), from);
      order.set(this.#order.subarray(from, to), from);
    }
  }

  /** Where the items of each byte begin; null when all have the same byte. */
  #starts(from: number, to: number, shift: number): Int32Array | null {
    const counts = new Int32Array(256);
    for (let at = from; at < to; at += 1) {
      const byte = ((this.keys[at] as number) >>> shift) & 0xff;
      counts[byte] = (counts[byte] as number) + 1;
    }
    let start = from;
    for (let byte = 0; byte < 256; byte += 1) {
      const count = counts[byte] as number;
      if (count === to - from) return null;
      counts[byte] = start;
      start += count;
    }
    return counts;
  }
}

function pushRun(runs: Column<Int32Array>, from: number, to: number, depth: number): void {
  runs.push(from);
  runs.push(to);
  runs.push(depth);
}
