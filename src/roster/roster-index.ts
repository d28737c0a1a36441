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

type ExactField = Exclude<NameField, 'display'>;

/** Rows whose username or address is exactly this caseless name. */
export function rowsNamed(index: RosterIndex, field: ExactField, key: string): readonly number[] {
  return rowsOfNames(index, [field], [key]);
}

/** Rows of which one of the fields is exactly one of these caseless names; a row may come more than once. */
export function rowsOfNames(
  { usernames, emails, names }: RosterIndex,
  fields: readonly ExactField[],
  keys: Iterable<string>,
): number[] {
  const rows: number[] = [];
  const room = new Uint8Array(PLAIN_ROOM);
  for (const key of keys) {
    const name = writePlain(key, room) ? room : nameBytes(key);
    const hash = hashBytes(name, 0);
    for (const field of fields) {
      if (field === 'email' && key === '') continue;
      const index = field === 'email' ? emails : usernames;
      for (let row = index.first(hash); row >= 0; row = index.after(row)) {
        if (names.compare(row, field, name) === 0) rows.push(row);
      }
    }
  }
  return rows;
}

const PLAIN_ROOM = 256;

/** Writes what {@link nameBytes} gives, ten times as fast; false for a name that is long or not plain ASCII. */
function writePlain(key: string, room: Uint8Array): boolean {
  if (key.length >= room.length) return false;
  for (let n = 0; n < key.length; n += 1) {
    const code = key.charCodeAt(n);
    if (code > 0x7f) return false;
    room[n] = code;
  }
  room[key.length] = 0;
  return true;
}

/** Bits of the bytes that occur in a name; one edit changes at most two of them. */
export function lettersOf(bytes: Uint8Array, start: number): number {
  let letters = 0;
  for (let at = start; bytes[at] !== 0; at += 1) letters |= 1 << ((bytes[at] as number) & 31);
  return letters;
}
