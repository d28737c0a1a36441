import type { PersonId } from '../domain/ids.ts';
import type { Person } from '../domain/person.ts';
import type { PersonStore } from '../ports/stores.ts';

/** People are the handful who ask, decide and read; the page only bounds memory. */
const MAX_PEOPLE = 10_000;

/** Everybody Rollcall knows. */
export async function allPeople({ people }: { readonly people: PersonStore }): Promise<readonly Person[]> {
  return people.list({ limit: MAX_PEOPLE, newestFirst: false });
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
