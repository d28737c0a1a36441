import type { DirectoryInfo } from '../../src/domain/user.ts';
import { adminGroupsOf } from '../../src/domain/user.ts';
import type { GuardContext, RecheckContext } from '../../src/policy/guardrails.ts';

const DIRECTORIES: readonly DirectoryInfo[] = [
  { name: 'Internal Directory', kind: 'internal', writable: true },
  { name: 'Corporate LDAP', kind: 'ldap', writable: false },
];

/** A deactivation in an organisation that protects the user `ceo` and the group `board`, with three admins. */
export function aGuardContext(changes: Partial<GuardContext> = {}): GuardContext {
  return {
    operation: { kind: 'deactivate' },
    protectedUsers: new Set(['ceo']),
    protectedGroups: new Set(['board']),
    adminGroups: adminGroupsOf([
      { name: 'confluence-administrators', grantsAdmin: true, grantsSeat: true },
      { name: 'confluence-users', grantsAdmin: false, grantsSeat: true },
    ]),
    activeAdmins: 3,
    directories: new Map(DIRECTORIES.map((directory) => [directory.name, directory])),
    canWrite: true,
    ...changes,
  };
}

/** The same for the re-check, of targets picked by hand unless a matcher is given. */
export function aRecheckContext(changes: Partial<RecheckContext> = {}): RecheckContext {
  return { ...aGuardContext(), matches: null, ...changes };
}
