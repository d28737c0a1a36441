import type { UserRef } from '../domain/ids.ts';
import type { RecordSets } from './build-sets.ts';
import { type ExactIndex, hashBytes, hashText } from './exact-index.ts';
import { type NameField, type Names, nameBytes } from './names.ts';
import type { RowSet } from './row-set.ts';
import type { Trigrams } from './trigrams.ts';
import type { UserRecords } from './user-records.ts';

/**
 * All users of one build. Rows are numbered in the order of `sort:login`: never used first, then by last
 * login, unknown last; equal ones by username, then by reference. So that order is bit order, a login range
 * is a range of rows, and a deep page is a matter of counting bits.
 */
export interface RosterIndex extends RecordSets {
  readonly rows: number;
  readonly records: UserRecords;
  readonly names: Names;
  /** Rows below are never used. */
  readonly datedFrom: number;
  /** Rows from here on have an unknown last login. */
  readonly unknownFrom: number;
  /** By caseless domain. */
  readonly domains: ReadonlyMap<string, RowSet>;
  readonly trigrams: Trigrams;
  readonly usernames: ExactIndex;
  readonly emails: ExactIndex;
  readonly refs: ExactIndex;
  /** The place of each row in the order of `sort:name`, and the row at each place. */
  readonly nameRank: Int32Array;
  readonly rowsByName: Int32Array;
  /** Letters in each username, see {@link lettersOf}. */
  readonly letters: Int32Array;
}

/** The row of a user, or undefined. */
export function rowOf({ refs, records }: RosterIndex, ref: UserRef): number | undefined {
  for (const row of refs.candidates(hashText(ref))) if (records.ref(row) === ref) return row;
  return undefined;
}

/** Rows whose username or address is exactly this caseless name. */
export function rowsNamed(
  { usernames, emails, names }: RosterIndex,
  field: Exclude<NameField, 'display'>,
  key: string,
): readonly number[] {
  if (field === 'email' && key === '') return [];
  const name = nameBytes(key);
  const rows: number[] = [];
  for (const row of (field === 'email' ? emails : usernames).candidates(hashBytes(name, 0))) {
    if (names.compare(row, field, name) === 0) rows.push(row);
  }
  return rows;
}

/** Bits of the bytes that occur in a name; one edit changes at most two of them. */
export function lettersOf(bytes: Uint8Array, start: number): number {
  let letters = 0;
  for (let at = start; bytes[at] !== 0; at += 1) letters |= 1 << ((bytes[at] as number) & 31);
  return letters;
}
