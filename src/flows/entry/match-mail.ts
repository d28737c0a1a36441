import { type Account, accountKey } from '../../domain/account.ts';
import { caseless } from '../../domain/caseless.ts';
import { connectionOf } from '../../domain/ids.ts';
import { type Person, withAccount } from '../../domain/person.ts';
import { isProblem } from '../../domain/problem.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import { auditOf, ROLLCALL } from '../audit.ts';
import { newPerson } from '../house/new-person.ts';
import { knownPeople } from '../people.ts';
import type { Services } from '../services.ts';
import { usersWith } from './users-with.ts';

/** Who an account is by the address its platform confirms, or why that cannot be told, in a sentence. */
export type MailMatch =
  | { readonly ok: true; readonly person: Person }
  | { readonly ok: false; readonly why: string };

/**
 * Links an account to the person whose one enabled user has that address, whatever their roles: a setting allowed
 * it. Somebody who is that user and no person yet becomes one, without a role. An account that an admin took from
 * somebody stays nobody's, and so does one whose user an admin took from somebody, or who is called like a person that may
 * be them: two records of one human could ask and decide. Throws `unavailable` while no directory has been read.
 */
export async function matchMail(services: Services, account: Account, mail: string): Promise<MailMatch> {
  try {
    return await matchOnce(services, account, mail);
  } catch (error) {
    if (!isProblem(error, 'conflict')) throw error;
    // Two messages of the same newcomer at once, from one account or from two: the other one linked it or made them.
    const known = await services.storage.people.byAccount(account);
    return known === undefined ? matchOnce(services, account, mail) : { ok: true, person: known };
  }
}

async function matchOnce(services: Services, account: Account, mail: string): Promise<MailMatch> {
  const { storage } = services;
  const people = await knownPeople(services);
  if (people.some(({ unlinked = [] }) => unlinked.includes(accountKey(account)))) {
    return { ok: false, why: 'An admin unlinked it.' };
  }
  const [user, another] = usersWith(services, mail);
  if (user === undefined) return { ok: false, why: '' };
  if (another !== undefined) {
    return { ok: false, why: 'Its address fits more than one, so Rollcall cannot tell who it is.' };
  }
  const holder = people.find(({ users }) => users.includes(user.ref));
  const isNew = holder === undefined;
  if (isNew) {
    const doubt = whyNotNew(people, user);
    if (doubt !== null) return { ok: false, why: doubt };
  }
  const before = holder ?? { ...newPerson(people, freeName(people, user)), users: [user.ref] };
  const linked = withAccount(before, account, { how: 'mail', at: services.clock.now() });
  const person = isNew ? { ...linked, version: 1 } : linked;
  const audit = [entry(services, account, user, person)];
  if (isNew) await storage.people.create(person, { audit });
  else await storage.people.replace(person, { audit });
  return { ok: true, person };
}

/** Why somebody with that user may be a person who is known already, in a sentence; null when nothing says so. */
function whyNotNew(people: readonly Person[], { ref, username, displayName }: DirectoryUser): string | null {
  if (people.some(({ unlinkedUsers = [] }) => unlinkedUsers.includes(ref))) {
    return `An admin unlinked the user ${username}.`;
  }
  const names = new Set([caseless(displayName), caseless(username)]);
  const isCalledSo = ({ id, name }: Person) => names.has(caseless(id)) || names.has(caseless(name));
  const open = people.find((person) => isCalledSo(person) && !hasUserBeside(person, ref));
  if (open === undefined) return null;
  return `Rollcall knows ${open.name} already and cannot tell whether that is you.`;
}

/** True for a person of whom it is known which user of that directory connection they are. */
export function hasUserBeside({ users }: Person, user: DirectoryUser['ref']): boolean {
  return users.some((ref) => connectionOf(ref) === connectionOf(user));
}

/**
 * What a user is called who becomes a person. Many people name themselves in a directory, so nobody gets the name or the
 * id of somebody else by it: commands and settings say who is meant by those.
 */
function freeName(people: readonly Person[], { displayName, username }: DirectoryUser): string {
  const taken = new Set(people.flatMap(({ id, name }) => [caseless(id), caseless(name)]));
  const name = displayName || username;
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? name : `${name} (${username}${n === 2 ? '' : `, ${n - 1}`})`;
    if (!taken.has(caseless(candidate))) return candidate;
  }
}

function entry(services: Services, account: Account, user: DirectoryUser, person: Person) {
  const key = accountKey(account);
  return auditOf(services, ROLLCALL, {
    key: `mail/${key}/${person.id}/${person.version}/${services.clock.now()}`,
    action: 'Setting Changed',
    status: 'done',
    target: person.id,
    description: `link the account ${key} to ${person.name} by the address it confirms, which is that of the user ${user.username}`,
  });
}
