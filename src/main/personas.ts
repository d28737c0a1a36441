import { PLATFORM as CONSOLE, type Persona, TENANT } from '../../adapters/console/config.ts';
import { castRef } from '../../adapters/directory/sandbox/cast.ts';
import { PLATFORM as TERMINAL } from '../../adapters/terminal/config.ts';
import type { AuditDraft } from '../domain/audit-event.ts';
import type { PersonId } from '../domain/ids.ts';
import type { Person, Role } from '../domain/person.ts';
import { ProblemError } from '../domain/problem.ts';
import { auditOf, ROLLCALL } from '../flows/audit.ts';
import type { Services } from '../flows/services.ts';
import type { Storage } from '../ports/stores.ts';
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

/** What seeding needs; a person and the audit entry about them are written together. */
export type SeedParts = Pick<Services, 'clock'> & {
  readonly storage: Pick<Storage, 'people' | 'adapter'>;
};

/**
 * Makes the cast known. Roles given later stay, a new first admin becomes one, and whoever the settings no
 * longer let speak from here loses that account and, while it is so, their roles: personas must not outlive the
 * sandbox. Every role that settings give or take is recorded.
 */
export async function seedPeople(parts: SeedParts, settings: Settings): Promise<void> {
  const { people } = parts.storage;
  const sandbox = settings.connections.find(({ kind }) => kind === 'sandbox')?.name;
  const cast = castOf(settings);
  for (const { id, name, roles } of cast) {
    const known = await people.load(id);
    const accounts = [CONSOLE, TERMINAL].map((platform) => ({ platform, tenant: TENANT, id }));
    if (known !== undefined) {
      const isMuted = known.accounts.length === 0;
      const held = isMuted ? await setAside(parts, id) : known.roles;
      const isMissing = settings.firstAdmins.includes(id) && !held.includes('admin');
      if (!isMissing && !isMuted) continue;
      const next = isMissing ? [...held, 'admin' as const] : held;
      await replace(parts, known, { ...known, roles: next, accounts });
      continue;
    }
    const isResident = sandbox !== undefined && EVERYBODY.some((resident) => resident.id === id);
    const users = isResident ? [castRef(sandbox, id)] : [];
    const person: Person = { id, version: 1, name, roles, accounts, users };
    await people.create(person, { audit: seeded(parts, [], person) });
  }
  for (const { id } of EVERYBODY) {
    if (!cast.some((member) => member.id === id)) await mute(parts, id);
  }
}

async function mute(parts: SeedParts, id: PersonId): Promise<void> {
  const known = await parts.storage.people.load(id);
  if (known === undefined || known.accounts.length === 0) return;
  // First, so that a crash in between loses no role: whoever still has accounts is muted at the next start.
  await corner(parts).put(asideKey(id), JSON.stringify(known.roles));
  await replace(parts, known, { ...known, roles: [], accounts: [] });
}

/** The roles somebody had when they were muted by the settings. */
async function setAside(parts: SeedParts, id: PersonId): Promise<readonly Role[]> {
  return JSON.parse((await corner(parts).get(asideKey(id))) ?? '[]');
}

async function replace(parts: SeedParts, known: Person, next: Person): Promise<void> {
  const person = { ...next, version: known.version + 1 };
  await parts.storage.people.replace(person, { audit: seeded(parts, known.roles, person) });
}

/** The audit entry about the roles that settings gave or took; none when they are the same. */
function seeded(parts: SeedParts, before: readonly Role[], person: Person): readonly AuditDraft[] {
  const [had, has] = [roleWords(before), roleWords(person.roles)];
  if (had === has) return [];
  const fields = {
    key: `seeded/${encodeURIComponent(person.id)}/${person.version}`,
    action: 'Setting Changed',
    status: 'done',
    target: person.id,
    description: `the settings at start changed the roles of ${person.id}: ${had} before, ${has} now`,
    before: had,
    after: has,
  } as const;
  return [auditOf(parts, ROLLCALL, fields)];
}

function roleWords(roles: readonly Role[]): string {
  return roles.length === 0 ? 'none' : [...roles].sort().join(', ');
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
