import { type Account, accountKey } from '../../domain/account.ts';
import { type Person, withUser } from '../../domain/person.ts';
import { isProblem } from '../../domain/problem.ts';
import { auditOf, ROLLCALL } from '../audit.ts';
import { knownPeople } from '../people.ts';
import type { Services } from '../services.ts';
import { hasUserBeside } from './match-mail.ts';
import { usersWith } from './users-with.ts';

/**
 * The person, who from now on is the one enabled user with the address that their account confirms, where a setting
 * allowed it and nobody said which user of that directory they are. Otherwise another account with that address would be
 * taken for somebody else, who could decide on what they ask. Not a user that is somebody's, nor one that an admin took
 * from anybody. While no directory has been read they stay as they are.
 */
export async function bindUser(
  services: Services,
  known: Person,
  account: Account,
  mail: string,
): Promise<Person> {
  const { storage, census, clock } = services;
  if (!census.isReady) return known;
  const [user, another] = usersWith(services, mail);
  if (user === undefined || another !== undefined || hasUserBeside(known, user.ref)) return known;
  const people = await knownPeople(services);
  const isTaken = people.some(
    ({ users, unlinkedUsers = [] }) => users.includes(user.ref) || unlinkedUsers.includes(user.ref),
  );
  if (isTaken) return known;
  const person = withUser(known, user.ref);
  const key = accountKey(account);
  const entry = auditOf(services, ROLLCALL, {
    key: `mail-user/${key}/${person.id}/${person.version}/${clock.now()}`,
    action: 'Setting Changed',
    status: 'done',
    target: person.id,
    description: `link the user ${user.username} to ${person.name} by the address that the account ${key} confirms`,
  });
  try {
    await storage.people.replace(person, { audit: [entry] });
    return person;
  } catch (error) {
    if (!isProblem(error, 'conflict')) throw error;
    // Another message of theirs did it at the same time, or the user became somebody's: what is stored holds.
    return (await storage.people.byAccount(account)) ?? known;
  }
}
