import { nearest } from '../commands/nearest.ts';
import { caseless } from '../domain/caseless.ts';
import type { GroupRole } from '../domain/house.ts';
import type { PersonId } from '../domain/ids.ts';
import type { Person, Role } from '../domain/person.ts';
import { ProblemError } from '../domain/problem.ts';
import type { RoleHolder } from '../domain/setting-change.ts';
import type { PersonStore } from '../ports/stores.ts';
import type { Services } from './services.ts';

/** People are the handful who ask, decide and read; the page only bounds memory. */
const MAX_PEOPLE = 10_000;

type Known = Pick<Services, 'storage' | 'census'>;

/** Everybody Rollcall knows, with the roles that their directory groups give them. */
export async function allPeople(services: Known): Promise<readonly Person[]> {
  const { storage } = services;
  const people = await storage.people.list({ limit: MAX_PEOPLE, newestFirst: false });
  const given = await storage.groupRoles.list({ limit: MAX_PEOPLE });
  return given.length === 0 ? people : people.map((person) => withRoles(services, person, given));
}

/** The same as it would be once a role was taken from somebody. */
export async function peopleWithout(
  services: Known,
  from: RoleHolder,
  role: Role,
): Promise<readonly Person[]> {
  const { storage } = services;
  const people = await storage.people.list({ limit: MAX_PEOPLE, newestFirst: false });
  const given = (await storage.groupRoles.list({ limit: MAX_PEOPLE })).filter(
    (entry) =>
      from.kind === 'person' || entry.role !== role || caseless(entry.group) !== caseless(from.group),
  );
  return people.map((person) => {
    const loses = from.kind === 'person' && person.id === from.person;
    const roles = loses ? person.roles.filter((held) => held !== role) : person.roles;
    return withRoles(services, { ...person, roles }, given);
  });
}

/** One person with the roles that their directory groups give them. */
export async function withGroupRoles(services: Known, person: Person): Promise<Person> {
  return withRoles(services, person, await services.storage.groupRoles.list({ limit: MAX_PEOPLE }));
}

/** The roles a person has through directory groups, each with its group. */
export function rolesThrough(
  { census }: Pick<Services, 'census'>,
  person: Person,
  given: readonly GroupRole[],
): readonly Pick<GroupRole, 'role' | 'group'>[] {
  if (given.length === 0 || !census.isReady) return [];
  const groups = new Set<string>();
  for (const ref of person.users) {
    const user = census.roster.user(ref);
    // A deactivated account has lost its groups' powers with its own.
    if (user?.active) for (const name of user.groups) groups.add(caseless(name));
  }
  return given.filter(({ group }) => groups.has(caseless(group))).map(({ role, group }) => ({ role, group }));
}

function withRoles(services: Known, person: Person, given: readonly GroupRole[]): Person {
  const more = rolesThrough(services, person, given).map(({ role }) => role);
  return more.length === 0 ? person : { ...person, roles: [...new Set([...person.roles, ...more])] };
}

/** The person of that name or id; `not-found` with the nearest names. */
export async function personNamed({ storage }: Pick<Services, 'storage'>, name: string): Promise<Person> {
  const people = await storage.people.list({ limit: MAX_PEOPLE, newestFirst: false });
  const wanted = caseless(name);
  const found = people.filter(({ id, name }) => caseless(id) === wanted || caseless(name) === wanted);
  const [person, another] = found;
  if (person !== undefined && another === undefined) return person;
  if (person !== undefined) {
    throw new ProblemError({ kind: 'ambiguous', what: 'person', name, choices: found.map(({ id }) => id) });
  }
  const near = nearest(
    wanted,
    people.map((known) => known.name),
  );
  throw new ProblemError({
    kind: 'not-found',
    what: 'person',
    name,
    nearest: near === undefined ? people.slice(0, 5).map((known) => known.name) : [near],
  });
}

/** What to call a person; the id when we no longer know them. */
export async function nameOf({ people }: { readonly people: PersonStore }, id: PersonId): Promise<string> {
  return (await people.load(id))?.name ?? id;
}

/** Names by person id, each looked up once. */
export async function namesOf(
  storage: { readonly people: PersonStore },
  ids: Iterable<PersonId | null>,
): Promise<Readonly<Record<string, string>>> {
  const names: Record<string, string> = {};
  for (const id of new Set(ids)) if (id !== null) names[id] = await nameOf(storage, id);
  return names;
}
