import type { Instant } from '../domain/ids.ts';
import { wordsFor } from './bits.ts';
import { lowerBound, type Operand } from './intersect.ts';
import type { KnownDirectories } from './known-directories.ts';
import type { KnownGroups } from './known-groups.ts';
import type { ResolvedTerm } from './resolve-filter.ts';
import type { Restarts } from './restarts.ts';
import { type RosterIndex, rowsOfNames } from './roster-index.ts';
import { NO_ROWS, type RowSet } from './row-set.ts';
import type { Scratch } from './scratch.ts';

/** What terms are turned into sets with. */
export interface SetSource {
  readonly index: RosterIndex;
  readonly groups: KnownGroups;
  readonly directories: KnownDirectories;
  readonly restarts: Restarts;
  readonly scratch: Scratch;
}

/** The rows of one term: those that surely match, and those that match or might. */
export interface TermSets {
  readonly sure: readonly Operand[];
  /** Null when no row of this term is unknown. */
  readonly possible: readonly Operand[] | null;
}

type TermOf<Kind extends ResolvedTerm['kind']> = Extract<ResolvedTerm, { kind: Kind }>;

/** The rows of a term; of `text` only those that may contain it, which are still to be read. */
export function setsOf(term: ResolvedTerm, source: SetSource): TermSets {
  const { index, groups } = source;
  const { facts } = index;
  switch (term.kind) {
    case 'group': {
      const ids = term.names.flatMap(({ key }) => groups.named(key).flatMap((group) => group.ids));
      const sets = ids.map((id) => index.groups[id] as RowSet);
      return certain(term.negated ? none(...sets) : any(...sets));
    }
    case 'dir':
      return certain(any(...dwellingSets(term, source)));
    case 'status':
      return certain(term.active ? any(facts.active) : none(facts.active));
    case 'licensed':
      return licensedSets(term.licensed, index);
    case 'idle':
      return idleSets(term, source);
    case 'never':
      return uncertain([any(neverUsed(index))], [any(neverUsed(index), loginUnknown(index))], index);
    case 'once':
      if (facts.countUnknown.count === 0) return certain(any(facts.once));
      return { sure: [any(facts.once)], possible: [any(facts.once, facts.countUnknown)] };
    case 'login':
      return loginSets(term, index);
    case 'created':
      return createdSets(term, source);
    case 'domain':
      return certain(any(...[...term.keys].map((key) => index.domains.get(key) ?? NO_ROWS)));
    case 'user':
    case 'mail':
    case 'list':
      return certain(any(exactRows(index, term.keys, term.kind)));
    case 'word':
      return certain(any(exactRows(index, [term.word.key], 'list')));
    case 'text': {
      const slices = index.trigrams.slicesOf(Buffer.from(term.key));
      return certain(...slices.map((bits) => any({ kind: 'bits', bits, count: index.rows })));
    }
  }
}

function dwellingSets(term: TermOf<'dir'>, { index, directories }: SetSource): readonly RowSet[] {
  return index.dwellings.filter((_, id) => {
    const { connection, directory } = index.records.dwellings.value(id);
    return term.names.some(({ key }) => directories.isNamed(key, connection, directory));
  });
}

function licensedSets(licensed: boolean, { facts }: RosterIndex): TermSets {
  const sure = licensed ? any(facts.licensed) : none(facts.licensed, facts.seatUnknown);
  if (facts.seatUnknown.count === 0) return certain(licensed ? sure : none(facts.licensed));
  const possible = licensed ? any(facts.licensed, facts.seatUnknown) : none(facts.licensed);
  return { sure: [sure], possible: [possible] };
}

function idleSets({ before, never }: TermOf<'idle'>, { index, restarts, scratch }: SetSource): TermSets {
  const restarted = restarts.since(before, scratch);
  const fresh = restarted === null ? [] : [none(restarted)];
  const end = firstDatedSince(index, before);
  const sure: RowSet[] = [{ kind: 'range', from: index.datedFrom, to: end }];
  const maybe: RowSet[] = [];
  if (index.unknownFrom < index.rows) maybe.push(loginUnknown(index));
  if (index.facts.before.count > 0) {
    // Of those, who is in `sure` anyway does no harm here; never used rows have no such fact.
    maybe.push(index.facts.before);
  }
  if (never && index.datedFrom > 0) {
    sure.push(createdBits(index, Number.NEGATIVE_INFINITY, before, index.datedFrom, scratch));
    if (index.facts.createdUnknown.count > 0) maybe.push(neverUsedCreatedUnknown(index, scratch));
  }
  if (maybe.length === 0) return certain(any(...sure), ...fresh);
  return { sure: [any(...sure), ...fresh], possible: [any(...sure, ...maybe), ...fresh] };
}

function loginSets({ from, to }: TermOf<'login'>, index: RosterIndex): TermSets {
  const { facts } = index;
  const start = firstDatedSince(index, from);
  const inside = any({ kind: 'range', from: start, to: firstDatedSince(index, to) });
  const unknown = loginUnknown(index);
  if (facts.before.count === 0) return uncertain([inside], [any(...inside.sets, unknown)], index);
  const isOpen = from === Number.NEGATIVE_INFINITY;
  // A login before an instant within the range or after it may lie inside; with an open start it does if
  // that instant is inside.
  const later = any({ kind: 'range', from: start, to: index.rows });
  return {
    sure: isOpen ? [inside] : [inside, none(facts.before)],
    possible: [later, any(...inside.sets, facts.before, unknown)],
  };
}

function createdSets({ from, to }: TermOf<'created'>, { index, scratch }: SetSource): TermSets {
  const inside = createdBits(index, from, to, index.rows, scratch);
  const { createdUnknown } = index.facts;
  if (createdUnknown.count === 0) return certain(any(inside));
  return { sure: [any(inside)], possible: [any(inside, createdUnknown)] };
}

/** Rows up to `end` that were created within the instants; an unknown creation never is. */
function createdBits(
  { records }: RosterIndex,
  from: Instant,
  to: Instant,
  end: number,
  scratch: Scratch,
): RowSet {
  const created = records.createdAt.array;
  const bits = scratch.take();
  const words = wordsFor(end);
  bits.fill(0, words);
  for (let word = 0; word < words; word += 1) {
    let value = 0;
    const last = Math.min(end, (word + 1) << 5);
    for (let row = word << 5; row < last; row += 1) {
      const at = created[row] as number;
      if (at >= from && at < to) value |= 1 << (row & 31);
    }
    bits[word] = value;
  }
  return { kind: 'bits', bits, count: end };
}

function neverUsedCreatedUnknown({ facts, datedFrom }: RosterIndex, scratch: Scratch): RowSet {
  const bits = scratch.take();
  const words = wordsFor(datedFrom);
  bits.fill(0, words);
  bits.set(facts.createdUnknown.bits.subarray(0, words));
  if ((datedFrom & 31) !== 0) bits[words - 1] = (bits[words - 1] as number) & ~(-1 << (datedFrom & 31));
  return { kind: 'bits', bits, count: datedFrom };
}

const EXACT_FIELDS = { user: ['username'], mail: ['email'], list: ['username', 'email'] } as const;

function exactRows(index: RosterIndex, keys: Iterable<string>, kind: 'user' | 'mail' | 'list'): RowSet {
  const rows = new Set(rowsOfNames(index, EXACT_FIELDS[kind], keys));
  return { kind: 'rows', rows: Int32Array.from(rows).sort() };
}

/** The first row with a dated last login at an instant or after it. */
function firstDatedSince({ records, datedFrom, unknownFrom }: RosterIndex, at: Instant): number {
  return lowerBound(records.loginKey.array, at, datedFrom, unknownFrom);
}

function neverUsed({ datedFrom }: RosterIndex): RowSet {
  return { kind: 'range', from: 0, to: datedFrom };
}

function loginUnknown({ unknownFrom, rows }: RosterIndex): RowSet {
  return { kind: 'range', from: unknownFrom, to: rows };
}

/** Sets that differ only by rows with an unknown last login. */
function uncertain(
  sure: readonly Operand[],
  possible: readonly Operand[],
  { unknownFrom, rows }: RosterIndex,
): TermSets {
  return { sure, possible: unknownFrom < rows ? possible : null };
}

function certain(...sure: readonly Operand[]): TermSets {
  return { sure, possible: null };
}

function any(...sets: readonly RowSet[]): Operand {
  return { sets, negated: false };
}

function none(...sets: readonly RowSet[]): Operand {
  return { sets, negated: true };
}
