import { countBits, setBit, wordsFor } from './bits.ts';
import type { Pace } from './pace.ts';
import type { RowSet } from './row-set.ts';
import type { UserRecords } from './user-records.ts';

const FACTS = [
  'active',
  'licensed',
  /** Enabled, and nobody said whether it takes a seat. */
  'seatUnknown',
  /** Exactly one login. */
  'once',
  /** Used, and nobody said how often. */
  'countUnknown',
  /** Last login before some instant. */
  'before',
  'createdUnknown',
] as const;
type Fact = (typeof FACTS)[number];

/** Facts that are one bit a row. */
export type FactSets = Readonly<Record<Fact, Extract<RowSet, { kind: 'bits' }>>>;

/** Reads the facts of all rows. */
export async function readFacts(records: UserRecords, pace: Pace): Promise<FactSets> {
  const rows = records.length;
  const bits = new Map(FACTS.map((fact) => [fact, new Int32Array(wordsFor(rows))]));
  await pace.cut(0, rows, 5, (from, to) => {
    for (let row = from; row < to; row += 1) {
      for (const fact of factsOfRow(records, row)) setBit(bits.get(fact) as Int32Array, row);
    }
  });
  const sets = [...bits].map(([fact, set]) => [
    fact,
    { kind: 'bits', bits: set, count: countBits(set, 0, rows) },
  ]);
  return Object.fromEntries(sets) as FactSets;
}

function* factsOfRow(records: UserRecords, row: number): Iterable<Fact> {
  const isActive = records.isActive(row);
  const login = records.loginKind(row);
  const count = records.loginCount.array[row] as number;
  const seat = records.seats.value(records.seat.array[row] as number).kind;
  if (isActive) yield 'active';
  if (isActive && (seat === 'group' || seat === 'individual')) yield 'licensed';
  if (isActive && seat === 'unknown') yield 'seatUnknown';
  if (login !== 'never' && count === 1) yield 'once';
  if (login !== 'never' && count < 0) yield 'countUnknown';
  if (login === 'before') yield 'before';
  if (Number.isNaN(records.createdAt.array[row])) yield 'createdUnknown';
}
