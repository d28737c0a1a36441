import { caseless } from './caseless.ts';
import type { DirectoryUser } from './user.ts';

/** What is known of the groups a user is in. */
export type Memberships = Pick<DirectoryUser, 'groups' | 'inherited'>;

/** True for effective membership, nested groups included. */
export function isMember({ groups }: Pick<Memberships, 'groups'>, group: string): boolean {
  const wanted = caseless(group);
  return groups.some((name) => name === group || caseless(name) === wanted);
}

/** The group through which a membership is inherited; undefined when it is direct or there is none. */
export function inheritedThrough(
  { inherited }: Pick<Memberships, 'inherited'>,
  group: string,
): string | undefined {
  if (inherited === undefined) return undefined;
  const wanted = caseless(group);
  return Object.entries(inherited).find(([name]) => caseless(name) === wanted)?.[1];
}

/** True for a membership of the user's own, which can be taken away. */
export function isDirect(user: Memberships, group: string): boolean {
  return isMember(user, group) && inheritedThrough(user, group) === undefined;
}

/** The group and every other that the user is in only because of it, caseless. */
export function goingWith({ inherited }: Pick<Memberships, 'inherited'>, group: string): ReadonlySet<string> {
  const going = new Set([caseless(group)]);
  const others = Object.entries(inherited ?? {});
  // A set grows while it is walked, so that what comes through one of those that go is found as well.
  for (const gone of going) {
    for (const [name, through] of others) if (caseless(through) === gone) going.add(caseless(name));
  }
  return going;
}

/** The user with the group as a membership of its own, also where it was inherited. */
export function joined<T extends Memberships>(user: T, group: string): T {
  const groups = isMember(user, group) ? user.groups : [...user.groups, group].sort();
  return { ...user, groups, ...inheritedWithout(user, new Set([caseless(group)])) };
}

/** The user without the group and what is inherited through it. */
export function without<T extends Memberships>(user: T, group: string): T {
  const going = goingWith(user, group);
  const groups = user.groups.filter((name) => !going.has(caseless(name)));
  return { ...user, groups, ...inheritedWithout(user, going) };
}

function inheritedWithout(
  { inherited }: Memberships,
  gone: ReadonlySet<string>,
): Pick<Memberships, 'inherited'> {
  if (inherited === undefined) return {};
  const rest = Object.entries(inherited).filter(([name]) => !gone.has(caseless(name)));
  return { inherited: Object.fromEntries(rest) };
}
