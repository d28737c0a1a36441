import { nearest } from '../commands/nearest.ts';
import { type Account, accountKey, mentionedAccount } from '../domain/account.ts';
import { caseless } from '../domain/caseless.ts';
import type { GroupRole } from '../domain/house.ts';
import type { PersonId } from '../domain/ids.ts';
import { isMember } from '../domain/operation.ts';
import type { Person, Role } from '../domain/person.ts';
import { ProblemError } from '../domain/problem.ts';
import type { RoleHolder } from '../domain/setting-change.ts';
import type { PersonStore } from '../ports/records.ts';
import type { Storage } from '../ports/storage.ts';
import type { Services } from './services.ts';

/** People are the handful who ask, decide and read; the page only bounds memory. */
export const MAX_PEOPLE = 10_000;

type Known = Pick<Services, 'storage' | 'census'>;
type Kept = { readonly storage: Pick<Storage, 'people'> };

/** Everybody Rollcall knows, with the roles that their directory groups give them. */
export async function allPeople(services: Known): Promise<readonly Person[]> {
  const { storage } = services;
  const people = await knownPeople(services);
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
  const people = await knownPeople(services);
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

/**
 * True when somebody may do more than an ordinary user, now or once one of their users is activated; also while no
 * directory has been read and that cannot be told.
 */
export async function mayHaveRoles({ storage, census }: Known, person: Person): Promise<boolean> {
  if (person.roles.length > 0) return true;
  const given = await storage.groupRoles.list({ limit: MAX_PEOPLE });
  if (person.users.length === 0 || given.length === 0) return false;
  if (!census.isReady) return true;
  return person.users.some((ref) => {
    const user = census.roster.user(ref);
    return user === undefined || given.some(({ group }) => isMember(user, group));
  });
}

function withRoles(services: Known, person: Person, given: readonly GroupRole[]): Person {
  const more = rolesThrough(services, person, given).map(({ role }) => role);
  return more.length === 0 ? person : { ...person, roles: [...new Set([...person.roles, ...more])] };
}

/** Everybody's own record, without what groups give them. */
export function knownPeople({ storage }: Kept): Promise<readonly Person[]> {
  return storage.people.list({ limit: MAX_PEOPLE, newestFirst: false });
}

/** The person of that name or id, undefined when there is none; `ambiguous` when there are two. */
export function personCalled(people: readonly Person[], name: string): Person | undefined {
  const wanted = caseless(name);
  const found = people.filter(({ id, name }) => caseless(id) === wanted || caseless(name) === wanted);
  const [person, another] = found;
  if (another === undefined) return person;
  throw new ProblemError({ kind: 'ambiguous', what: 'person', name, choices: found.map(({ id }) => id) });
}

/** The person of that name or id, or of a mentioned account; `not-found` with the nearest names. */
export async function personNamed({ storage }: Kept, name: string): Promise<Person> {
  const mentioned = mentionedAccount(name);
  if (mentioned !== undefined) return personOf({ storage }, mentioned);
  const people = await knownPeople({ storage });
  const person = personCalled(people, name);
  if (person !== undefined) return person;
  const wanted = caseless(name);
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

/** The person a mentioned account is linked to; `guarded` with what an admin can do when it is nobody's. */
export async function personOf({ storage }: Kept, account: Account): Promise<Person> {
  const person = await storage.people.byAccount(account);
  if (person !== undefined) return person;
  const key = accountKey(account);
  throw new ProblemError({
    kind: 'guarded',
    message: `The account ${key} is linked to no person, so Rollcall cannot tell who is meant. Nothing was changed.`,
    remedy: `Say a name instead, or have an admin link it with "people link NAME ${key}".`,
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
