import { type ConnectionName, connectionOf } from '../domain/ids.ts';
import { type DirectoryUser, isLicensed, isSeatUnknown } from '../domain/user.ts';
import { takeLowest } from './bits.ts';
import { intersect, type Operand } from './intersect.ts';
import type { KnownGroup, KnownGroups } from './known-groups.ts';
import type { UserFacts } from './match-user.ts';
import { countHits } from './query.ts';
import type { Roster, RosterFigures } from './roster.ts';
import type { RosterIndex } from './roster-index.ts';
import { type RowSet, sizeOf } from './row-set.ts';
import { Scratch } from './scratch.ts';

/** What is counted: the rows of a build but those that are gone, and the users put since. */
export interface Counted {
  readonly index: RosterIndex;
  readonly groups: KnownGroups;
  readonly gone: RowSet | null;
  readonly changed: readonly UserFacts[];
}

/** The figures of one connection. */
export function figuresOf(counted: Counted, connection: ConnectionName): RosterFigures {
  const { facts } = counted.index;
  const own = ownRows(counted, connection);
  const changed = counted.changed.filter(({ user }) => connectionOf(user.ref) === connection);
  const users = countRows(counted, [own]) + changed.length;
  const active =
    countRows(counted, [own, any(facts.active)]) + changed.filter(({ user }) => user.active).length;
  const licensed =
    countRows(counted, [own, any(facts.licensed)]) + changed.filter(({ user }) => isLicensed(user)).length;
  const seatUnknown =
    countRows(counted, [own, any(facts.seatUnknown)]) +
    changed.filter(({ user }) => isSeatUnknown(user)).length;
  return { users, active, deactivated: users - active, licensed, seatUnknown };
}

/** The figures once a user of the connection was put, came or went. */
export function figuresAfter(
  { users, active, licensed, seatUnknown }: RosterFigures,
  before: DirectoryUser | undefined,
  now: DirectoryUser | undefined,
): RosterFigures {
  const grown = (counts: (user: DirectoryUser) => boolean) =>
    Number(now !== undefined && counts(now)) - Number(before !== undefined && counts(before));
  const after = {
    users: users + grown(() => true),
    active: active + grown((user) => user.active),
    licensed: licensed + grown(isLicensed),
    seatUnknown: seatUnknown + grown(isSeatUnknown),
  };
  return { ...after, deactivated: after.users - after.active };
}

/** Enabled members of the groups of one connection that grant administration. */
export function activeAdminsOf(counted: Counted, connection: ConnectionName): number {
  const { index } = counted;
  const admins = [...counted.groups.all].filter(
    (group) => group.connection === connection && group.grantsAdmin,
  );
  const keys = new Set(admins.map(({ key }) => key));
  const members = any(...admins.flatMap(({ ids }) => ids.map((id) => index.groups[id] as RowSet)));
  const changed = counted.changed.filter(
    ({ user, groups }) =>
      user.active && connectionOf(user.ref) === connection && [...groups].some((key) => keys.has(key)),
  );
  return countRows(counted, [members, any(index.facts.active)]) + changed.length;
}

/** All groups with the number of their members. */
export function groupsOf(counted: Counted): ReturnType<Roster['groups']> {
  const gone = goneMembers(counted);
  const put = new Map<string, number>();
  for (const { user, groups } of counted.changed) {
    for (const key of groups) add(put, `${connectionOf(user.ref)}\0${key}`);
  }
  return [...counted.groups.all].map((group) => {
    const { name, grantsAdmin, grantsSeat, connection, key } = group;
    const members = rowMembers(counted, group, gone) + (put.get(`${connection}\0${key}`) ?? 0);
    return { name, grantsAdmin, grantsSeat, connection, members };
  });
}

function rowMembers(counted: Counted, { ids }: KnownGroup, gone: ReadonlyMap<number, number>): number {
  const sets = ids.map((id) => counted.index.groups[id] as RowSet);
  const [id] = ids;
  const [set] = sets;
  if (id === undefined || set === undefined) return 0;
  return ids.length === 1 ? sizeOf(set) - (gone.get(id) ?? 0) : countRows(counted, [any(...sets)]);
}

/** How many rows that are gone were members, by group number. */
function goneMembers({ index: { rows, records }, gone }: Counted): ReadonlyMap<number, number> {
  const members = new Map<number, number>();
  if (gone?.kind !== 'bits') return members;
  for (const row of takeLowest(gone.bits, 0, rows, 0, rows)) {
    for (const group of new Set(records.facts(row).groups)) add(members, group);
  }
  return members;
}

function ownRows({ index }: Counted, connection: ConnectionName): Operand {
  const { dwellings } = index.records;
  return any(...index.dwellings.filter((_, id) => dwellings.value(id).connection === connection));
}

function countRows({ index, gone }: Counted, operands: readonly Operand[]): number {
  const excluded = gone === null ? [] : [{ sets: [gone], negated: true }];
  return countHits(intersect([...operands, ...excluded], index.rows, new Scratch(index.rows)));
}

function any(...sets: readonly RowSet[]): Operand {
  return { sets, negated: false };
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
