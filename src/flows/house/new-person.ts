import { nearest } from '../../commands/nearest.ts';
import { mentionedAccount } from '../../domain/account.ts';
import { caseless } from '../../domain/caseless.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { Person } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import { knownPeople, personCalled, personOf } from '../people.ts';
import type { Services } from '../services.ts';

/** Longer than any name; a whole sentence in its place is a typing error. */
const MAX_NAME = 100;
/** Characters of an id; people type it. */
const MAX_ID = 40;

/** A person somebody named: known, or to be made with the next write. */
export interface Named {
  readonly person: Person;
  readonly isNew: boolean;
  /** A known person whose name is much like a new one. */
  readonly nearest: string | null;
}

/** The person of that name, id or mentioned account, or a new one of that name without anything. */
export async function personOrNew(services: Services, name: string): Promise<Named> {
  const mentioned = mentionedAccount(name);
  if (mentioned !== undefined) {
    return { person: await personOf(services, mentioned), isNew: false, nearest: null };
  }
  const people = await knownPeople(services);
  const known = personCalled(people, name);
  if (known !== undefined) return { person: known, isNew: false, nearest: null };
  if (name.length > MAX_NAME || /\p{Cc}/u.test(name)) {
    const message = `A name is one line of at most ${MAX_NAME} characters. Nothing was changed.`;
    throw new ProblemError({ kind: 'not-understood', message });
  }
  const near = nearest(
    name,
    people.map((person) => person.name),
  );
  return { person: newPerson(people, name), isNew: true, nearest: near ?? null };
}

/** Somebody without roles, accounts and users, under an id that nobody has. */
export function newPerson(people: readonly Person[], name: string): Person {
  return { id: freeId(people, name), version: 1, name, roles: [], accounts: [], users: [] };
}

/** The name as an id: `ada-okafor`, or `ada-okafor-2` when somebody has that; names are ids nobody else may get. */
function freeId(people: readonly Person[], name: string): PersonId {
  const taken = new Set(people.flatMap((person) => [caseless(person.id), caseless(person.name)]));
  const plain = caseless(name).normalize('NFKD').replace(/\p{M}/gu, '');
  const slug = [...plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-/, '')].slice(0, MAX_ID).join('');
  const id = slug.replace(/-$/, '') || 'person';
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? id : `${id}-${n}`;
    if (!taken.has(candidate)) return candidate as PersonId;
  }
}
