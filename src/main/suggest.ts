import { CATALOGUE } from '../commands/catalogue.ts';
import { type Completion, complete } from '../commands/complete.ts';
import type { PersonId } from '../domain/ids.ts';
import type { Services } from '../flows/services.ts';
import { commandsFor } from '../policy/authorize.ts';

/** What a person could go on typing: their commands, the filter language, our groups and directories. */
export async function suggest(
  { storage, census }: Services,
  text: string,
  cursor: number,
  id: PersonId,
): Promise<Completion> {
  const person = await storage.people.load(id);
  if (person === undefined) return { from: cursor, to: cursor, suggestions: [] };
  return complete(text, cursor, {
    commands: commandsFor(person, CATALOGUE),
    groups: census.isReady ? census.roster.groups().map((group) => group.name) : [],
    directories: census.isReady ? census.roster.directories.map((directory) => directory.name) : [],
  });
}
