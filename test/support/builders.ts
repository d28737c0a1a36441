import { type ConnectionName, formatUserRef, type PersonId } from '../../src/domain/ids.ts';
import type { Actor, Person } from '../../src/domain/person.ts';
import type { PlanTarget } from '../../src/domain/plan.ts';
import { type DirectoryUser, isLicensed } from '../../src/domain/user.ts';
import { anAccount, NOW } from './notice-parts.ts';

export {
  anAccount,
  anApproval,
  aPlan,
  aRun,
  aVerdict,
  CHANNEL,
  NOW,
  PLAN_SUBJECT,
  PRIYA,
  TOM,
} from './notice-parts.ts';

export const DAY_MS = 86_400_000;
const SANDBOX = 'sandbox' as ConnectionName;

/** An ordinary enabled user of a writable directory, idle for a hundred days, that no guardrail holds for. */
export function aDirectoryUser(changes: Partial<DirectoryUser> = {}): DirectoryUser {
  const username = changes.username ?? 'ada';
  return {
    ref: formatUserRef({ connection: SANDBOX, directory: '1', id: username }),
    username,
    email: `${username}@example.com`,
    displayName: 'Ada Okafor',
    directory: 'Internal Directory',
    active: true,
    createdAt: Date.UTC(2024, 1, 3, 10),
    lastLogin: { kind: 'at', at: NOW - 100 * DAY_MS },
    loginCount: 7,
    groups: ['confluence-users', 'finance'],
    seat: { kind: 'group', group: 'confluence-users' },
    service: false,
    ...changes,
  };
}

/** The target that a plan to deactivate freezes of a user. */
export function aTarget(
  user: DirectoryUser = aDirectoryUser(),
  changes: Partial<PlanTarget> = {},
): PlanTarget {
  const { ref, username, displayName, email, directory, lastLogin, active } = user;
  return {
    n: 0,
    ref,
    username,
    displayName,
    email,
    directory,
    lastLogin,
    licensed: isLicensed(user),
    active,
    steps: [{ kind: 'deactivate' }],
    ...changes,
  };
}

/** A person without roles, with one account of the same name and no directory user. */
export function aPerson(id: string, changes: Partial<Person> = {}): Person {
  return {
    id: id as PersonId,
    version: 1,
    name: id,
    roles: [],
    accounts: [anAccount(id)],
    users: [],
    ...changes,
  };
}

/** A person writing from an account, their first unless said. */
export function anActor(person: Person, account = person.accounts[0] ?? anAccount(person.id)): Actor {
  return { person, account };
}
