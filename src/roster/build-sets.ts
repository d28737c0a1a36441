import { countBits, setBit, wordsFor } from './bits.ts';
import type { Pace } from './pace.ts';
import { type RowSet, RowSets } from './row-set.ts';
import type { RecordFacts, UserRecords } from './user-records.ts';

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

/** Facts that are one bit a row. */
export type FactSets = Readonly<Record<(typeof FACTS)[number], Extract<RowSet, { kind: 'bits' }>>>;

/** All sets that are read off the records. */
export interface RecordSets {
  readonly facts: FactSets;
  /** By group number of the records. */
  readonly groups: readonly RowSet[];
  /** By dwelling number of the records. */
  readonly dwellings: readonly RowSet[];
}

/** Reads every record twice: once to count, once to fill. */
export async function readSets(records: UserRecords, pace: Pace): Promise<RecordSets> {
  const rows = records.length;
  const facts = FACTS.map(() => new Int32Array(wordsFor(rows)));
  const groups = new RowSets(records.groups.values.length, rows);
  const dwellings = new RowSets(records.dwellings.values.length, rows);
  await pace.cut(0, rows, 120, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const record = records.facts(row);
      for (const group of record.groups) groups.count(group, row);
      dwellings.count(record.dwelling, row);
      readFacts(record, Number.isNaN(records.createdAt.array[row]), facts, row);
    }
  });
  groups.allocate();
  dwellings.allocate();
  await pace.cut(0, rows, 100, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const record = records.facts(row);
      for (const group of record.groups) groups.add(group, row);
      dwellings.add(record.dwelling, row);
    }
  });
  const sets = FACTS.map((fact, n) => {
    const bits = facts[n] as Int32Array;
    return [fact, { kind: 'bits', bits, count: countBits(bits, 0, rows) }];
  });
  return { facts: Object.fromEntries(sets) as FactSets, groups: groups.sets, dwellings: dwellings.sets };
}

/** Sets of rows by a column with one label a row, -1 for none. */
export async function labelSets(column: Int32Array, labels: number, pace: Pace): Promise<readonly RowSet[]> {
  const sets = new RowSets(labels, column.length);
  await pace.cut(0, column.length, 3, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const label = column[row] as number;
      if (label >= 0) sets.count(label, row);
    }
  });
  sets.allocate();
  await pace.cut(0, column.length, 3, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const label = column[row] as number;
      if (label >= 0) sets.add(label, row);
    }
  });
  return sets.sets;
}

/** Sets the bits of one row, in the order of {@link FACTS}. */
function readFacts(
  { active, login, seat: { kind: seat }, loginCount }: RecordFacts,
  isCreatedUnknown: boolean,
  facts: readonly Int32Array[],
  row: number,
): void {
  const isUsed = login !== 'never';
  const set = (fact: number) => setBit(facts[fact] as Int32Array, row);
  if (active) set(0);
  if (active && (seat === 'group' || seat === 'individual')) set(1);
  if (active && seat === 'unknown') set(2);
  if (isUsed && loginCount === 1) set(3);
  if (isUsed && loginCount === null) set(4);
  if (login === 'before') set(5);
  if (isCreatedUnknown) set(6);
}
