import { labelSets, readSets } from './build-sets.ts';
import type { DraftNames } from './draft-names.ts';
import { ExactIndex, hashBytes } from './exact-index.ts';
import { lowerBound } from './intersect.ts';
import type { Names } from './names.ts';
import { orderRows, type RowOrders } from './order-rows.ts';
import type { Pace } from './pace.ts';
import { lettersOf, type RosterIndex } from './roster-index.ts';
import type { RowSet } from './row-set.ts';
import { Trigrams } from './trigrams.ts';
import type { UserRecords } from './user-records.ts';

/** What one step of a generator that moves users costs, in units of work. */
const STEP_WORK = 80_000;

/** Numbers the users in their final order and builds every set and index, in short slices. */
export async function buildIndex(records: UserRecords, draft: DraftNames, pace: Pace): Promise<RosterIndex> {
  const rows = records.length;
  const orders = await orderRows(records, draft, pace);
  const names = await pace.drain(draft.settle(orders.byLogin), STEP_WORK);
  await pace.drain(records.reorder(orders.byLogin), STEP_WORK);
  await pace.drain(draft.domain.reorder(orders.byLogin), STEP_WORK);
  const domains = await labelSets(draft.domain.array, draft.domains.values.length, pace);
  return {
    rows,
    records,
    names,
    ...boundsOf(records),
    ...(await readSets(records, pace)),
    domains: new Map([...draft.domains.keys].map((key, n) => [key, domains[n] as RowSet])),
    ...(await indexNames(names, pace)),
    refs: await indexRefs(records, pace),
    ...(await rankNames(orders, pace)),
  };
}

function boundsOf({ length, loginKey }: UserRecords): Pick<RosterIndex, 'datedFrom' | 'unknownFrom'> {
  const keys = loginKey.array;
  return {
    datedFrom: lowerBound(keys, -Number.MAX_VALUE, 0, length),
    unknownFrom: lowerBound(keys, Number.POSITIVE_INFINITY, 0, length),
  };
}

async function indexNames(
  names: Names,
  pace: Pace,
): Promise<Pick<RosterIndex, 'usernames' | 'emails' | 'letters' | 'trigrams'>> {
  const rows = names.length;
  const usernames = new ExactIndex(rows);
  const emails = new ExactIndex(rows);
  const letters = new Int32Array(rows);
  const trigrams = new Trigrams(rows);
  await pace.cut(0, rows, 80, (from, to) => {
    trigrams.add(names, from, to);
    for (let row = from; row < to; row += 1) {
      const username = names.fieldAt(row, 'username');
      const email = names.fieldAt(row, 'email');
      letters[row] = lettersOf(names.bytes, username);
      usernames.add(hashBytes(names.bytes, username), row);
      if (names.bytes[email] !== 0) emails.add(hashBytes(names.bytes, email), row);
    }
  });
  return { usernames, emails, letters, trigrams };
}

async function indexRefs(records: UserRecords, pace: Pace): Promise<ExactIndex> {
  const refs = new ExactIndex(records.length);
  await pace.cut(0, records.length, 60, (from, to) => {
    for (let row = from; row < to; row += 1) refs.add(records.refHash(row), row);
  });
  return refs;
}

async function rankNames(
  { byLogin, byName }: RowOrders,
  pace: Pace,
): Promise<Pick<RosterIndex, 'nameRank' | 'rowsByName'>> {
  const rowOf = new Int32Array(byLogin.length);
  const nameRank = new Int32Array(byLogin.length);
  await pace.cut(0, byLogin.length, 1, (from, to) => {
    for (let row = from; row < to; row += 1) rowOf[byLogin[row] as number] = row;
  });
  await pace.cut(0, byName.length, 2, (from, to) => {
    for (let rank = from; rank < to; rank += 1) {
      const row = rowOf[byName[rank] as number] as number;
      byName[rank] = row;
      nameRank[row] = rank;
    }
  });
  return { nameRank, rowsByName: byName };
}
