import type { ConnectionName, UserRef } from '../../../src/domain/ids.ts';
import { formatUserRef } from '../../../src/domain/ids.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
import { ADMIN_GROUP, DIRECTORIES, NESTED_TEAM, SEAT_GROUP } from './organisation.ts';

/** A user with a fixed place in the organisation. Days count back from the sandbox's first start. */
export interface CastMember {
  readonly username: string;
  readonly displayName: string;
  readonly email?: string;
  /** Index into {@link DIRECTORIES}. */
  readonly directory: 0 | 1 | 2;
  /** Memberships of its own; others may come through them. */
  readonly groups: readonly string[];
  readonly createdDaysAgo: number;
  /** Null: never. */
  readonly loginDaysAgo: number | null;
  readonly loginCount: number;
  readonly service?: true;
}

/** The account Rollcall works with in the sandbox. */
export const OWN_ACCOUNT = 'svc-rollcall';

const staff = (...groups: readonly string[]) => [SEAT_GROUP, ...groups];

/** The first users of every sandbox: the console's personas come first, then the people of the tour. */
export const CAST: readonly CastMember[] = [
  person('priya', 'Priya Nair', 0, staff('team-it', 'support-staff'), 1480, 0.2, 1912),
  person('tom', 'Tom Weiss', 1, staff(ADMIN_GROUP, 'team-it'), 2210, 0.4, 2604),
  person('ines', 'Ines Duarte', 1, staff(ADMIN_GROUP, 'team-security'), 1733, 1.1, 1420),
  person('noor', 'Noor Haddad', 1, staff('team-compliance'), 912, 2.3, 388),
  person('leo', 'Leo Fischer', 0, staff('team-design', 'office-berlin'), 641, 0.6, 517),
  person('ada', 'Ada Okafor', 0, staff('team-research'), 1025, null, 0),
  person('bo', 'Bo Lindqvist', 0, staff('team-logistics', 'all hands'), 2100, 412, 231),
  person('chen', '陈伟', 1, staff('team-hardware'), 1650, 233, 640),
  person('dmitri', 'Дмитрий Волков', 0, staff('team-mobile', 'confluence-developers'), 1402, 187, 902),
  // Her seat comes with her team, and her office and `all hands` with it.
  person('esra', 'Esra Yıldız', 1, [NESTED_TEAM, 'marketing-users'], 800, 131, 75),
  person('frida', 'Frida "Fritz" Ångström, PhD', 2, staff('équipe-bordeaux'), 700, 154, 44),
  person('sysadmin', 'Site Administrator', 2, staff(ADMIN_GROUP), 3650, 38, 96),
  service(OWN_ACCOUNT, 'Rollcall', staff(ADMIN_GROUP), 30, 0.1),
  service('svc-backup', 'Backup (do not disable)', staff(), 2900, 0.3),
  service('svc-jira-link', 'Jira ↔ Confluence link', staff(), 2500, null),
];

/** What the local console calls its personas, with their usernames in the sandbox. */
export const SANDBOX_PERSONAS = [
  { username: 'priya', name: 'Priya Nair' },
  { username: 'tom', name: 'Tom Weiss' },
  { username: 'ines', name: 'Ines Duarte' },
  { username: 'noor', name: 'Noor Haddad' },
  { username: 'leo', name: 'Leo Fischer' },
] as const;

/** The reference of a persona or another member of the cast; `not-found` for any other username. */
export function castRef(connection: ConnectionName, username: string): UserRef {
  const index = CAST.findIndex((member) => member.username === username);
  const member = CAST[index];
  if (member === undefined) {
    throw new ProblemError({ kind: 'not-found', what: 'user', name: username, nearest: [] });
  }
  return formatUserRef({ connection, directory: DIRECTORIES[member.directory].name, id: idOf(index) });
}

const ID_PREFIX = 'u';

/** The unchanging id of user `index`. */
export function idOf(index: number): string {
  return `${ID_PREFIX}${index + 1}`;
}

/** The index an id stands for; undefined for a text that is no id. */
export function indexOf(id: string): number | undefined {
  return /^u[1-9]\d{0,8}$/.test(id) ? Number(id.slice(ID_PREFIX.length)) - 1 : undefined;
}

function person(
  username: string,
  displayName: string,
  directory: CastMember['directory'],
  groups: readonly string[],
  createdDaysAgo: number,
  loginDaysAgo: number | null,
  loginCount: number,
): CastMember {
  return { username, displayName, directory, groups, createdDaysAgo, loginDaysAgo, loginCount };
}

function service(
  username: string,
  displayName: string,
  groups: readonly string[],
  createdDaysAgo: number,
  loginDaysAgo: number | null,
): CastMember {
  const loginCount = loginDaysAgo === null ? 0 : createdDaysAgo * 24;
  const base = person(username, displayName, 0, groups, createdDaysAgo, loginDaysAgo, loginCount);
  return { ...base, email: '', service: true };
}
