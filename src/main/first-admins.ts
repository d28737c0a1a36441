import { type Account, accountKey } from '../domain/account.ts';
import type { AuditDraft } from '../domain/audit-event.ts';
import { type Person, withAccount } from '../domain/person.ts';
import { isProblem, ProblemError } from '../domain/problem.ts';
import { auditOf, ROLLCALL } from '../flows/audit.ts';
import { newPerson } from '../flows/house/new-person.ts';
import { knownPeople, personCalled } from '../flows/people.ts';
import type { FirstAdmin, Settings } from '../settings/settings.ts';
import { TABLE } from '../settings/table.ts';
import { replace, type SeedParts, seeded } from './seeded.ts';

/**
 * Makes sure that everybody the settings name as a first admin is one and writes from the account they give; who is
 * not known yet becomes a person. Throws `misconfigured` for an id that nobody has, for an account that is somebody
 * else's by now, and for the name of somebody who may only have given it to themselves.
 */
export async function seedFirstAdmins(
  parts: SeedParts,
  { firstAdmins }: Pick<Settings, 'firstAdmins'>,
): Promise<void> {
  for (const { name, account } of firstAdmins) {
    const people = await knownPeople(parts);
    const known = oneCalled(people, name);
    // Of the same look: asked for later, it could be somebody whom another instance has just made of the same name.
    const holder = account === null ? undefined : holderOf(people, account);
    if (account !== null && holder !== undefined && holder.id !== known?.id) {
      throw elsewhere(account, holder);
    }
    if (known !== undefined && holder === undefined && isSelfNamed(known)) throw selfNamed(known);
    if (known === undefined && account !== null) await seedNew(parts, people, name, account);
    // Without an account a persona is meant, and who is none under these settings must not get a role by it.
    else if (known === undefined || (account === null && known.accounts.length === 0)) {
      throw nobody(people, name);
    } else await seedKnown(parts, known, holder === undefined ? account : null);
  }
}

function holderOf(people: readonly Person[], account: Account): Person | undefined {
  const key = accountKey(account);
  return people.find(({ accounts }) => accounts.some((other) => accountKey(other) === key));
}

function oneCalled(people: readonly Person[], name: string): Person | undefined {
  try {
    return personCalled(people, name);
  } catch (error) {
    if (!isProblem(error, 'ambiguous')) throw error;
    throw misconfigured(`More than one person is called ${name}. Say an id, as "people" shows it.`);
  }
}

/**
 * True for somebody without that role whom an address alone made known: their name is what they are called in a
 * directory, where many people name themselves, so it says nothing of who is meant.
 */
function isSelfNamed({ roles, accounts, linked }: Person): boolean {
  if (roles.includes('admin') || accounts.length === 0) return false;
  return accounts.every((account) => linked?.[accountKey(account)]?.how === 'mail');
}

async function seedKnown(parts: SeedParts, known: Person, account: Account | null): Promise<void> {
  const isAdmin = known.roles.includes('admin');
  if (isAdmin && account === null) return;
  const roles = isAdmin ? known.roles : [...known.roles, 'admin' as const];
  const linked = { how: 'settings', at: parts.clock.now() } as const;
  const next = account === null ? known : withAccount(known, account, linked);
  const entries = account === null ? [] : [linkedBySettings(parts, next, account)];
  await replace(parts, known, { ...next, roles }, entries);
}

async function seedNew(
  parts: SeedParts,
  people: readonly Person[],
  name: string,
  account: Account,
): Promise<void> {
  const linked = { how: 'settings', at: parts.clock.now() } as const;
  const person: Person = {
    ...withAccount(newPerson(people, name), account, linked),
    version: 1,
    roles: ['admin'],
  };
  const audit = [...seeded(parts, [], person), linkedBySettings(parts, person, account)];
  await parts.storage.people.create(person, { audit });
}

function linkedBySettings(parts: SeedParts, { id, version, name }: Person, account: Account): AuditDraft {
  const key = accountKey(account);
  return auditOf(parts, ROLLCALL, {
    key: `linked-by-settings/${key}/${encodeURIComponent(id)}/${version}`,
    action: 'Setting Changed',
    status: 'done',
    target: id,
    description: `the settings at start linked the account ${key} to ${name}`,
  });
}

function elsewhere(account: Account, holder: Person): ProblemError {
  const key = accountKey(account);
  return misconfigured(
    `${key} is the account of ${holder.name}. Say ${holder.name}=${key}, or have an admin unlink it with "people unlink ${key}".`,
  );
}

function selfNamed({ name, accounts }: Person): ProblemError {
  const keys = accounts.map(accountKey).join(', ');
  const [first = ''] = accounts.map(accountKey);
  return misconfigured(
    `The one called ${name} writes from ${keys} and was linked by a confirmed address alone, so the name may be their own choice. Say ${name}=${first} if it is them, or another name if not.`,
  );
}

function nobody(people: readonly Person[], name: FirstAdmin['name']): ProblemError {
  const speaking = people.filter(({ accounts }) => accounts.length > 0);
  const ids = speaking.slice(0, 10).map(({ id }) => id);
  const known = ids.length === 0 ? '' : `Use ${ids.join(', ')}, or `;
  return misconfigured(
    `Nobody here is called ${name}. ${known === '' ? 'Say' : `${known}say`} who that is as NAME=ACCOUNT, or leave it out.`,
  );
}

function misconfigured(remedy: string): ProblemError {
  return new ProblemError({ kind: 'misconfigured', key: TABLE.firstAdmins.key, remedy });
}
