import { caseless } from './caseless.ts';
import { isDirect, type Memberships } from './membership.ts';
import type { DirectoryGroup } from './user.ts';

/** For a group, caseless: the groups it is nested in, one level up. Empty where a connector cannot tell. */
export type Nesting = ReadonlyMap<string, readonly string[]>;

/** What a connector that cannot tell says. */
export const UNKNOWN_NESTING: Nesting = new Map();

/** How the groups of a connection are nested, as far as it says. */
export function nestingOf(groups: readonly DirectoryGroup[]): Nesting {
  return new Map(groups.map(({ name, memberOf = [] }) => [caseless(name), memberOf]));
}

/**
 * The user with every membership that its own bring, each through the first of these that does. What was
 * inherited stays, also where nobody knows how the group is nested.
 */
export function withNested<T extends Memberships>(user: T, nesting: Nesting): T {
  const own = user.groups.filter((group) => isDirect(user, group));
  const direct = new Set(own.map(caseless));
  const inherited = new Map<string, readonly [name: string, through: string]>();
  const inherit = (name: string, through: string) => {
    const key = caseless(name);
    if (!direct.has(key) && !inherited.has(key)) inherited.set(key, [name, through]);
  };
  for (const through of own.toSorted()) for (const name of above(through, nesting)) inherit(name, through);
  for (const [name, through] of Object.entries(user.inherited ?? {})) inherit(name, through);
  if (inherited.size === 0) return user;
  const entries = [...inherited.values()];
  const groups = [...own, ...entries.map(([name]) => name)].sort();
  return { ...user, groups, inherited: Object.fromEntries(entries) };
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
