import type { Person } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Asking } from '../approval/ask-approval.ts';
import { refuseOneself } from '../approval/refuse-oneself.ts';
import type { Answer } from '../bot.ts';
import { knownPeople } from '../people.ts';
import type { Services } from '../services.ts';
import { theUser } from '../the-user.ts';
import { refuseLeavingNoAdmin } from './admins-left.ts';
import { askSetting } from './ask-setting.ts';
import type { Named } from './new-person.ts';

/** Asks a second person to take a directory user for a person: its groups may give roles. */
export async function linkUser(
  services: Services,
  asking: Asking,
  { person, isNew }: Named,
  typed: string,
): Promise<Answer> {
  const { ref: user, username } = theUser(services, typed);
  const holder = (await knownPeople(services)).find(({ users }) => users.includes(user));
  if (holder !== undefined) {
    const isSame = holder.id === person.id;
    const message = isSame
      ? `The user ${username} is linked to ${holder.name} already. Nothing was changed.`
      : `The user ${username} is linked to ${holder.name}. Nothing was changed. End that first with "people unlink user:NAME".`;
    throw new ProblemError({ kind: 'conflict', message });
  }
  refuseOneself(asking, person);
  const { id, name } = person;
  return askSetting(services, asking, { kind: 'link-user', person: id, name, isNew, user, username });
}

/** Asks a second person: who a person is no longer, they may decide on. */
export async function unlinkUser(services: Services, asking: Asking, typed: string): Promise<Answer> {
  const people = await knownPeople(services);
  const { user, username } = userTyped(services, people, typed);
  const person = people.find(({ users }) => users.includes(user));
  if (person === undefined) {
    const message = `The user ${username} is linked to nobody, so there is nothing to end. Nothing was changed.`;
    throw new ProblemError({ kind: 'conflict', message });
  }
  await refuseLeavingNoAdmin(services, { ...person, users: person.users.filter((ref) => ref !== user) });
  const { id, name } = person;
  return askSetting(services, asking, { kind: 'unlink-user', person: id, name, user, username });
}

/** Also a user that is in no directory any more, by the reference that "people" shows of it. */
function userTyped(services: Services, people: readonly Person[], typed: string) {
  const gone = people.flatMap(({ users }) => users).find((ref) => ref === typed);
  if (gone !== undefined) return { user: gone, username: typed };
  const { ref, username } = theUser(services, typed);
  return { user: ref, username };
}
