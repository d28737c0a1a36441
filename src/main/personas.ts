import { PLATFORM as CONSOLE, type Persona, TENANT } from '../../adapters/console/config.ts';
import { castRef } from '../../adapters/directory/sandbox/cast.ts';
import { PLATFORM as TERMINAL } from '../../adapters/terminal/config.ts';
import type { Account } from '../domain/account.ts';
import type { PersonId, UserRef } from '../domain/ids.ts';
import type { Person, Role } from '../domain/person.ts';
import { isProblem } from '../domain/problem.ts';
import { knownPeople } from '../flows/people.ts';
import type { Settings } from '../settings/settings.ts';
import { seedFirstAdmins } from './first-admins.ts';
import { replace, type SeedParts, seeded } from './seeded.ts';

/** Somebody the console and the terminal can speak as. */
export interface CastMember {
  readonly id: PersonId;
  readonly name: string;
  /** What the roles let them do, in a few words. */
  readonly hint: string;
  readonly roles: readonly Role[];
}

/** More than there are people to be seeded: each time another instance was faster, one more is done. */
const MAX_TRIES = 50;

/** Enough people to try a two-person approval alone; beside a sandbox each is one of its users (spec S11). */
const EVERYBODY: readonly CastMember[] = [
  member('priya', 'Priya Nair', 'asks for changes', ['operator']),
  member('tom', 'Tom Weiss', 'may everything', ['approver', 'admin']),
  member('ines', 'Ines Duarte', 'decides', ['approver']),
  member('noor', 'Noor Haddad', 'reads everything', ['auditor']),
  member('leo', 'Leo Fischer', 'no role, an ordinary user', []),
];

/** Who there is under these settings, the one who speaks by default first. */
export function castOf({ consolePerson, firstAdmins }: Settings): readonly CastMember[] {
  const chosen =
    consolePerson === null
      ? EVERYBODY
      : [
          EVERYBODY.find(({ id }) => id === consolePerson) ??
            member(consolePerson, consolePerson, 'this console', []),
        ];
  return chosen.map((person) =>
    isFirstAdmin(firstAdmins, person.id) && !person.roles.includes('admin')
      ? { ...person, roles: [...person.roles, 'admin'] }
      : person,
  );
}

function isFirstAdmin(firstAdmins: Settings['firstAdmins'], id: PersonId): boolean {
  return firstAdmins.some(({ name, account }) => account === null && name === id);
}

/** The cast as the console lists it. */
export function personasOf(cast: readonly CastMember[]): readonly Persona[] {
  return cast.map(({ id, name, hint, roles }) => ({
    person: id,
    name,
    title: [...(roles.length === 0 ? [] : [roles.join(' and ')]), hint].join(': '),
    account: { platform: CONSOLE, tenant: TENANT, id },
  }));
}

/**
 * Makes the cast known. Roles given later stay, a new first admin becomes one, and whoever the settings no
 * longer let speak from here loses that account and, while it is so, their roles: personas must not outlive the
 * sandbox. Every role that settings give or take is recorded.
 */
export async function seedPeople(parts: SeedParts, settings: Settings): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await seedOnce(parts, settings);
    } catch (error) {
      // Of several instances that start at once another was faster: what it stored is known now.
      if (tries === MAX_TRIES || !isProblem(error, 'conflict')) throw error;
    }
  }
}

async function seedOnce(parts: SeedParts, settings: Settings): Promise<void> {
  const { people } = parts.storage;
  const sandbox = settings.connections.find(({ kind }) => kind === 'sandbox')?.name;
  const cast = castOf(settings);
  for (const { id, name, roles } of cast) {
    const known = await people.load(id);
    if (known !== undefined) {
      await seedKnown(parts, settings, known);
      continue;
    }
    const isResident = sandbox !== undefined && EVERYBODY.some((resident) => resident.id === id);
    const users = isResident ? await unlessTaken(parts, castRef(sandbox, id)) : [];
    const person: Person = { id, version: 1, name, roles, accounts: localAccounts(id), users };
    await people.create(person, { audit: seeded(parts, [], person) });
  }
  for (const { id } of EVERYBODY) {
    if (!cast.some((member) => member.id === id)) await mute(parts, id);
  }
  await seedFirstAdmins(parts, settings);
}

/** A directory user is one person; whoever an admin linked it to meanwhile keeps it. */
async function unlessTaken({ storage }: SeedParts, user: UserRef): Promise<readonly UserRef[]> {
  return (await knownPeople({ storage })).some(({ users }) => users.includes(user)) ? [] : [user];
}

/**
 * Somebody the settings let speak from here: who was muted has their roles and these accounts again, while whose
 * account an admin took, and who only has a persona's id by chance, are left as they are.
 */
async function seedKnown(parts: SeedParts, settings: Settings, known: Person): Promise<void> {
  const { id, accounts } = known;
  const isLocal = accounts.some(isLocalAccount);
  const aside = isLocal ? undefined : await rolesAside(parts, id);
  const joins = !isLocal && (aside !== undefined || settings.consolePerson === id);
  const held = [...new Set([...known.roles, ...(aside ?? [])])];
  const isMissing = isFirstAdmin(settings.firstAdmins, id) && !held.includes('admin');
  if (!isMissing && !joins) return;
  const roles = isMissing ? [...held, 'admin' as const] : held;
  await replace(parts, known, {
    ...known,
    roles,
    accounts: joins ? [...accounts, ...localAccounts(id)] : accounts,
  });
  if (aside !== undefined) await corner(parts).remove(asideKey(id));
}

/** Takes what the console gave; an account elsewhere stays, without the roles of the sandbox. */
async function mute(parts: SeedParts, id: PersonId): Promise<void> {
  const known = await parts.storage.people.load(id);
  if (known === undefined || !known.accounts.some(isLocalAccount)) return;
  // First, so that a crash in between loses no role: whoever still has accounts is muted at the next start.
  await corner(parts).put(asideKey(id), JSON.stringify(known.roles));
  const accounts = known.accounts.filter((account) => !isLocalAccount(account));
  await replace(parts, known, { ...known, roles: [], accounts });
}

function localAccounts(id: PersonId): readonly Account[] {
  return [CONSOLE, TERMINAL].map((platform) => ({ platform, tenant: TENANT, id }));
}

function isLocalAccount({ platform }: Account): boolean {
  return platform === CONSOLE || platform === TERMINAL;
}

/** The roles somebody had when they were muted by the settings; undefined when they were not. */
async function rolesAside(parts: SeedParts, id: PersonId): Promise<readonly Role[] | undefined> {
  const kept = await corner(parts).get(asideKey(id));
  return kept === undefined ? undefined : JSON.parse(kept);
}

function corner({ storage }: SeedParts) {
  return storage.adapter('settings');
}

function asideKey(id: PersonId): string {
  return `roles-aside/${id}`;
}

function member(id: string, name: string, hint: string, roles: readonly Role[]): CastMember {
  return { id: id as PersonId, name, hint, roles };
}
