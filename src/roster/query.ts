import { type Bits, countBits } from './bits.ts';
import { type Hits, intersect, type Operand } from './intersect.ts';
import { type Names, type Needle, needleOf } from './names.ts';
import type { ResolvedTerm } from './resolve-filter.ts';
import type { RowSet } from './row-set.ts';
import { type SetSource, setsOf } from './term-sets.ts';

/** The rows of a build that a filter matches, and how many it might. */
export interface QueryResult {
  readonly hits: Hits;
  readonly total: number;
  readonly unknown: number;
}

/**
 * Rows that surely match all terms and are not `gone`. A row counts as unknown when no term rules it out
 * and at least one cannot tell: all that might match, less those that do.
 */
export function query(terms: readonly ResolvedTerm[], source: SetSource, gone: RowSet | null): QueryResult {
  const { index, scratch } = source;
  const sets = terms.map((term) => setsOf(term, source));
  const needles = terms.flatMap((term) => (term.kind === 'text' ? [needleOf(term.key)] : []));
  const operands = sets.flatMap(({ sure, possible }) => possible ?? sure);
  if (gone !== null) operands.push({ sets: [gone], negated: true });
  const possible = containing(intersect(operands, index.rows, scratch), needles, source);
  const count = countHits(possible);
  const decisive = sets.filter((set) => set.possible !== null).flatMap(({ sure }) => sure);
  if (decisive.length === 0 || count === 0) return { hits: possible, total: count, unknown: 0 };
  const hits = intersect([...asOperands(possible), ...decisive], index.rows, scratch);
  const total = countHits(hits);
  return { hits, total, unknown: count - total };
}

/** How many rows there are. */
export function countHits(hits: Hits): number {
  return hits.kind === 'rows' ? hits.rows.length : countBits(hits.bits, hits.from, hits.to);
}

function asOperands(hits: Hits): readonly Operand[] {
  if (hits.kind === 'rows') return [{ sets: [hits], negated: false }];
  const { from, to, bits } = hits;
  return [
    { sets: [{ kind: 'range', from, to }], negated: false },
    { sets: [{ kind: 'bits', bits, count: to - from }], negated: false },
  ];
}

/** The rows whose names contain every needle. */
function containing(hits: Hits, needles: readonly Needle[], { index, scratch }: SetSource): Hits {
  if (needles.length === 0) return hits;
  const { names } = index;
  if (hits.kind === 'rows') {
    return { kind: 'rows', rows: hits.rows.filter((row) => containsAll(names, row, needles)) };
  }
  const { bits, from, to } = hits;
  return { kind: 'bits', bits: readBits(bits, from, to, names, needles, scratch.take()), from, to };
}

function readBits(
  bits: Bits,
  from: number,
  to: number,
  names: Names,
  needles: readonly Needle[],
  found: Bits,
): Bits {
  const last = (to - 1) >>> 5;
  for (let word = from >>> 5; word <= last; word += 1) {
    let left = bits[word] as number;
    let value = 0;
    while (left !== 0) {
      const bit = left & -left;
      left ^= bit;
      const row = (word << 5) + 31 - Math.clz32(bit);
      if (row >= from && row < to && containsAll(names, row, needles)) value |= bit;
    }
    found[word] = value;
  }
  return found;
}

function containsAll(names: Names, row: number, needles: readonly Needle[]): boolean {
  for (const needle of needles) if (!names.contains(row, needle)) return false;
  return true;
}
