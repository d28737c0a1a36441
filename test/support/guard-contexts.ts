import type { Step } from '../../src/domain/operation.ts';
import {
  adminGroupsOf,
  type DirectoryGroup,
  type DirectoryInfo,
  seatGroupsOf,
} from '../../src/domain/user.ts';
import type { GuardContext } from '../../src/policy/guardrails/guard.ts';
import type { RecheckContext } from '../../src/policy/guardrails/recheck.ts';
import { NOW } from './builders.ts';

const DIRECTORIES: readonly DirectoryInfo[] = [
  { name: 'Internal Directory', kind: 'internal', writable: true },
  { name: 'Corporate LDAP', kind: 'ldap', writable: false },
];

const GROUPS: readonly DirectoryGroup[] = [
  { name: 'confluence-administrators', grantsAdmin: true, grantsSeat: true },
  { name: 'confluence-users', grantsAdmin: false, grantsSeat: true },
  { name: 'confluence-contractors', grantsAdmin: false, grantsSeat: true },
];

export const ACTIVATE = [{ kind: 'activate' }] as const satisfies readonly Step[];
export const DEACTIVATE = [{ kind: 'deactivate' }] as const satisfies readonly Step[];
export const DELETE = [{ kind: 'delete' }] as const satisfies readonly Step[];
export const ADMINS = 'confluence-administrators';

/** Steps that take something away from an ordinary user, and steps that do not, each by a name for titles. */
export const TAKING: Readonly<Record<string, readonly Step[]>> = {
  deactivation: DEACTIVATE,
  'deactivation with a suffix': [...DEACTIVATE, { kind: 'rename', to: 'ada_old' }],
  deletion: DELETE,
  'removal from a group': [{ kind: 'leave', group: 'finance' }],
  'move between groups': [
    { kind: 'join', group: 'sales' },
    { kind: 'leave', group: 'finance' },
  ],
};
export const GIVING: Readonly<Record<string, readonly Step[]>> = {
  activation: ACTIVATE,
  'activation with a name given back': [{ kind: 'rename', to: 'ada' }, ...ACTIVATE],
  'addition to a group': [{ kind: 'join', group: 'sales' }],
};

/**
 * A deactivation in an organisation that protects the user `ceo` and the group `board`, with three admins;
 * nobody is exempt, asks for themselves or has a name twice.
 */
export function aGuardContext(changes: Partial<GuardContext> = {}): GuardContext {
  return {
    operation: { kind: 'deactivate', suffix: null },
    now: NOW,
    protectedUsers: new Set(['ceo']),
    protectedAccounts: new Set(),
    protectedGroups: new Set(['board']),
    adminGroups: adminGroupsOf(GROUPS),
    seatGroups: seatGroupsOf(GROUPS),
    activeAdmins: 3,
    directories: new Map(DIRECTORIES.map((directory) => [directory.name, directory])),
    canWrite: true,
    ownAccount: null,
    isServiceName: () => false,
    exemptionOf: () => undefined,
    clockStartOf: () => null,
    requester: new Set(),
    isNameTaken: () => false,
    approvals: null,
    ...changes,
  };
}

/** The same for the re-check, of targets picked by hand and not yet begun unless said. */
export function aRecheckContext(changes: Partial<RecheckContext> = {}): RecheckContext {
  return { ...aGuardContext(), matches: null, before: null, ...changes };
}
