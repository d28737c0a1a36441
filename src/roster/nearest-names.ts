import { editDistance } from '../commands/nearest.ts';
import { caseless } from '../domain/caseless.ts';
import { popcount } from './bits.ts';
import { nameBytes } from './names.ts';
import { lettersOf, type RosterIndex } from './roster-index.ts';

/** More edits than this and it is another name. */
const MOST_EDITS = 2;
/** Longer names are not compared. */
const MAX_LENGTH = 60;

/** Names nearest to a misspelt one, best first: by edits, then those that it is a part of. */
export function nearestNames(name: string, names: Iterable<string>, limit: number): readonly string[] {
  const wanted = caseless(name);
  if (wanted === '' || wanted.length > MAX_LENGTH) return [];
  const scored = new Map<string, number>();
  for (const candidate of names) {
    const key = caseless(candidate);
    const distance = editDistance(wanted, key, allowance(wanted) + 1);
    const isPart = wanted.length >= 3 && key.includes(wanted);
    if (distance <= allowance(wanted)) scored.set(candidate, distance);
    else if (isPart) scored.set(candidate, MOST_EDITS + 1);
  }
  return [...scored]
    .sort(([a, scoreA], [b, scoreB]) => scoreA - scoreB || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([candidate]) => candidate);
}

/**
 * Rows whose username may be within two edits of a caseless name. Letters that only one of them has are
 * counted first, which settles nearly all of a million rows in a few milliseconds.
 */
export function rowsLike({ names, letters, rows }: RosterIndex, key: string): readonly number[] {
  const wanted = nameBytes(key);
  if (wanted.length - 1 > MAX_LENGTH) return [];
  const bits = lettersOf(wanted, 0);
  const most = 2 * allowance(key);
  const length = wanted.length - 1;
  const found: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    if (popcount((letters[row] as number) ^ bits) > most) continue;
    const start = names.fieldAt(row, 'username');
    const end = names.bytes.indexOf(0, start);
    // One edit changes up to four bytes of a name that is not plain ASCII.
    if (Math.abs(end - start - length) <= 4 * MOST_EDITS) found.push(row);
  }
  return found;
}

function allowance(word: string): number {
  if (word.length <= 2) return 0;
  return word.length <= 4 ? 1 : MOST_EDITS;
}
