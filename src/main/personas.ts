import { PLATFORM as CONSOLE, type Persona, TENANT } from '../../adapters/console/config.ts';
import { castRef } from '../../adapters/directory/sandbox/cast.ts';
import { PLATFORM as TERMINAL } from '../../adapters/terminal/config.ts';
import type { PersonId } from '../domain/ids.ts';
import type { Person, Role } from '../domain/person.ts';
import { ProblemError } from '../domain/problem.ts';
import type { PersonStore } from '../ports/stores.ts';
import type { Settings } from '../settings/settings.ts';

/** Somebody the console and the terminal can speak as. */
export interface CastMember {
  readonly id: PersonId;
  readonly name: string;
  /** What the roles let them do, in a few words. */
  readonly hint: string;
  readonly roles: readonly Role[];
}

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
  const stranger = firstAdmins.find((name) => !chosen.some(({ id }) => id === name));
  if (stranger !== undefined) {
    throw new ProblemError({
      kind: 'misconfigured',
      key: 'ROLLCALL_FIRST_ADMINS',
      remedy: `Nobody here is called ${stranger}. Use ${chosen.map(({ id }) => id).join(', ')}, or leave it out.`,
    });
  }
  return chosen.map((person) =>
    firstAdmins.includes(person.id) && !person.roles.includes('admin')
      ? { ...person, roles: [...person.roles, 'admin'] }
      : person,
  );
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
 * longer let speak from here loses that account and their roles: personas must not outlive the sandbox.
 */
export async function seedPeople(people: PersonStore, settings: Settings): Promise<void> {
  const sandbox = settings.connections.find(({ kind }) => kind === 'sandbox')?.name;
  const cast = castOf(settings);
  for (const { id, name, roles } of cast) {
    const known = await people.load(id);
    const accounts = [CONSOLE, TERMINAL].map((platform) => ({ platform, tenant: TENANT, id }));
    if (known !== undefined) {
      const missing = settings.firstAdmins.includes(id) && !known.roles.includes('admin');
      const isMuted = known.accounts.length === 0;
      if (!missing && !isMuted) continue;
      const next: Person = {
        ...known,
        version: known.version + 1,
        roles: isMuted ? roles : [...known.roles, 'admin'],
      };
      await people.replace({ ...next, accounts });
      continue;
    }
    const isResident = sandbox !== undefined && EVERYBODY.some((resident) => resident.id === id);
    const users = isResident ? [castRef(sandbox, id)] : [];
    await people.create({ id, version: 1, name, roles, accounts, users });
  }
  for (const { id } of EVERYBODY) {
    if (!cast.some((member) => member.id === id)) await mute(people, id);
  }
}

async function mute(people: PersonStore, id: PersonId): Promise<void> {
  const known = await people.load(id);
  if (known === undefined || known.accounts.length === 0) return;
  await people.replace({ ...known, version: known.version + 1, roles: [], accounts: [] });
}

function member(id: string, name: string, hint: string, roles: readonly Role[]): CastMember {
  return { id: id as PersonId, name, hint, roles };
}
