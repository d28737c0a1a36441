import { caseless } from './caseless.ts';
import type { DirectoryGroup, DirectoryUser } from './user.ts';

/** For a group, caseless: the groups it is nested in, one level up. Empty where a connector cannot tell. */
export type Nesting = ReadonlyMap<string, readonly string[]>;

/** What a connector that cannot tell says. */
export const UNKNOWN_NESTING: Nesting = new Map();

/** How the groups of a connection are nested, as far as it says. */
export function nestingOf(groups: readonly DirectoryGroup[]): Nesting {
  return new Map(groups.map(({ name, memberOf = [] }) => [caseless(name), memberOf]));
}

/** A user's effective membership and what of it is inherited. */
export type Memberships = Pick<DirectoryUser, 'groups' | 'inherited'>;

/** Memberships of the user's own, without those that come through another group alone. */
export function directGroups({ groups, inherited }: Memberships): readonly string[] {
  if (inherited === undefined) return groups;
  const through = new Set(Object.keys(inherited).map(caseless));
  return groups.filter((name) => !through.has(caseless(name)));
}

/**
 * Effective membership once somebody's own memberships are `own`. What came through one of them before still
 * does, also where nobody knows how that group is nested.
 */
export function membershipsWith(own: readonly string[], before: Memberships, nesting: Nesting): Memberships {
  const direct = new Set(own.map(caseless));
  const inherited = new Map<string, readonly [name: string, through: string]>();
  const inherit = (name: string, through: string) => {
    const key = caseless(name);
    if (!direct.has(key) && !inherited.has(key)) inherited.set(key, [name, through]);
  };
  for (const through of own.toSorted()) for (const name of above(through, nesting)) inherit(name, through);
  for (const [name, through] of Object.entries(before.inherited ?? {})) {
    if (direct.has(caseless(through))) inherit(name, through);
  }
  const entries = [...inherited.values()];
  const groups = [...own, ...entries.map(([name]) => name)].sort();
  return entries.length === 0 ? { groups } : { groups, inherited: Object.fromEntries(entries) };
}

/** Every group a group is nested in, however deep; each once, also where they are nested in a circle. */
function above(group: string, nesting: Nesting): readonly string[] {
  const found = new Map<string, string>();
  const open = [group];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const name of nesting.get(caseless(next)) ?? []) {
      if (found.has(caseless(name))) continue;
      found.set(caseless(name), name);
      open.push(name);
    }
  }
  return [...found.values()];
}
