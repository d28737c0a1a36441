import { type Bits, countBits, hasBit, setBit, takeHighest, takeLowest } from './bits.ts';
import { type Hits, lowerBound } from './intersect.ts';
import type { RosterIndex } from './roster-index.ts';
import type { Scratch } from './scratch.ts';

/** The places that matching rows have in an order. */
export interface Positions {
  /** How many lie from `from` to `to` (exclusive); null when counting would cost too much. */
  count(from: number, to: number): number | null;
  /** The places from `from` to `to`, from the high end if `backward`, after `skip`, at most `limit`. */
  take(from: number, to: number, skip: number, limit: number, backward: boolean): readonly number[];
}

/** Up to this many ranks are sorted; more are set as bits. */
const FEW = 512;
/** Testing a row at its place by name costs about this many times setting one bit. */
const WALK_COST = 3;

/** Places in the order of last login are the rows themselves. */
export function positionsByLogin(hits: Hits): Positions {
  return hits.kind === 'rows' ? inNumbers(hits.rows) : inBits(hits.bits, hits.from, hits.to);
}

/** Places in the order of names, when no more than the first or last `needed` of `total` will be asked for. */
export function positionsByName(
  hits: Hits,
  total: number,
  needed: number,
  { rows, nameRank, rowsByName }: RosterIndex,
  scratch: Scratch,
): Positions {
  if (hits.kind === 'rows') {
    if (hits.rows.length <= FEW) return inNumbers(sortedRanks(hits.rows, nameRank));
    const bits = scratch.take().fill(0);
    for (const row of hits.rows) setBit(bits, nameRank[row] as number);
    return inBits(bits, 0, rows);
  }
  if (total <= FEW)
    return inNumbers(sortedRanks(takeLowest(hits.bits, hits.from, hits.to, 0, total), nameRank));
  const steps = (needed * rows) / Math.max(total, 1);
  if (steps * WALK_COST < total) return alongNames(hits, rowsByName);
  return inBits(ranksOf(hits, nameRank, scratch.take()), 0, rows);
}

function sortedRanks(rows: Iterable<number>, nameRank: Int32Array): Int32Array {
  return Int32Array.from(rows, (row) => nameRank[row] as number).sort();
}

function inNumbers(numbers: Int32Array): Positions {
  return {
    count: (from, to) => lowerBound(numbers, to) - lowerBound(numbers, from),
    take(from, to, skip, limit, backward) {
      const first = lowerBound(numbers, from);
      const end = lowerBound(numbers, to);
      if (!backward)
        return [...numbers.subarray(Math.min(first + skip, end), Math.min(first + skip + limit, end))];
      const last = Math.max(first, end - skip);
      return [...numbers.subarray(Math.max(first, last - limit), last)].reverse();
    },
  };
}

function inBits(bits: Bits, start: number, end: number): Positions {
  return {
    count: (from, to) => countBits(bits, Math.max(from, start), Math.min(to, end)),
    take(from, to, skip, limit, backward) {
      const take = backward ? takeHighest : takeLowest;
      return take(bits, Math.max(from, start), Math.min(to, end), skip, limit);
    },
  };
}

type BitHits = Extract<Hits, { kind: 'bits' }>;

/** Looks at one place after the other: the way to the first page of a large result. */
function alongNames({ bits, from: start, to: end }: BitHits, rowsByName: Int32Array): Positions {
  return {
    count: () => null,
    take(from, to, skip, limit, backward) {
      const places: number[] = [];
      let left = skip;
      const step = backward ? -1 : 1;
      for (let place = backward ? to - 1 : from; place >= from && place < to; place += step) {
        if (places.length === limit) break;
        const row = rowsByName[place] as number;
        if (row < start || row >= end || !hasBit(bits, row)) continue;
        if (left > 0) left -= 1;
        else places.push(place);
      }
      return places;
    },
  };
}

function ranksOf({ bits, from, to }: BitHits, nameRank: Int32Array, ranks: Bits): Bits {
  ranks.fill(0);
  const last = (to - 1) >>> 5;
  for (let word = from >>> 5; word <= last; word += 1) {
    let left = bits[word] as number;
    while (left !== 0) {
      const bit = left & -left;
      left ^= bit;
      const row = (word << 5) + 31 - Math.clz32(bit);
      if (row < from || row >= to) continue;
      const rank = nameRank[row] as number;
      ranks[rank >>> 5] = (ranks[rank >>> 5] as number) | (1 << (rank & 31));
    }
  }
  return ranks;
}
