import { CATALOGUE } from '../commands/catalogue.ts';
import { type Completion, complete } from '../commands/complete.ts';
import type { PersonId } from '../domain/ids.ts';
import { withGroupRoles } from '../flows/people.ts';
import type { Services } from '../flows/services.ts';
import { commandsFor } from '../policy/authorize.ts';

/** More names than anybody keeps filters under. */
const MAX_FILTERS = 500;

/** What a person could go on typing: their commands, the filter language, our groups, directories and filters. */
export async function suggest(
  services: Services,
  text: string,
  cursor: number,
  id: PersonId,
): Promise<Completion> {
  const { storage, census } = services;
  const known = await storage.people.load(id);
  if (known === undefined) return { from: cursor, to: cursor, suggestions: [] };
  const person = await withGroupRoles(services, known);
  const filters = await storage.filters.list({ limit: MAX_FILTERS });
  return complete(text, cursor, {
    commands: commandsFor(person, CATALOGUE),
    groups: census.isReady ? census.roster.groups().map((group) => group.name) : [],
    directories: census.isReady ? census.roster.directories.map((directory) => directory.name) : [],
    filters: filters.map((filter) => filter.name),
  });
}
