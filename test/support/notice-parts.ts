import type { Account, Place } from '../../src/domain/account.ts';
import type { Approval, ApprovalSubject, Verdict } from '../../src/domain/approval.ts';
import type { AuditEvent, AuditHead } from '../../src/domain/audit-event.ts';
import type { FileInfo } from '../../src/domain/file.ts';
import {
  type ApprovalId,
  type ConnectionName,
  formatUserRef,
  type PersonId,
  type PlanId,
  type RunId,
} from '../../src/domain/ids.ts';
import type { NoAccount, Plan, PlanExclusion, PlanTarget, Source } from '../../src/domain/plan.ts';
import type { Run } from '../../src/domain/run.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';

/** Parts of notices with ordinary values; tests change the one value they are about. */
export const NOW = Date.UTC(2026, 10, 24, 8, 14);
const DAY = 86_400_000;
const SANDBOX = 'sandbox' as ConnectionName;

/** What an ordinary approval is about. */
export const PLAN_SUBJECT: ApprovalSubject = {
  kind: 'plan',
  plan: 'P-7f3k2' as PlanId,
  fingerprint: 'f'.repeat(64),
};

const HASH = '9f8e7d6c5b4a3f2e'.repeat(4);
/** The end of an ordinary audit log. */
export const HEAD: AuditHead = { seq: 1234, hash: HASH };

export const PRIYA = 'priya' as PersonId;
export const TOM = 'tom' as PersonId;

export const CHANNEL: Place = {
  platform: 'console',
  tenant: 'local',
  id: 'admins',
  name: '#confluence-admins',
  kind: 'channel',
};

export function anAccount(id: string): Account {
  return { platform: 'console', tenant: 'local', id };
}

export function aSource(changes: Partial<Source> = {}): Source {
  return { connection: SANDBOX, label: 'Sandbox', readAt: NOW - 120_000, stale: false, ...changes };
}

const NAMES = [
  ['ada', 'Ada Okafor'],
  ['bo', 'Bo Lindqvist'],
  ['chen', 'Chen Wei 陈伟'],
  ['dmitri', 'Dmitri Волков'],
  ['esra', 'Esra Yıldız'],
  ['faisal', 'فيصل الحربي'],
  ['svc_backup', 'Backup service'],
  ['hana.kimura', 'Hana Kimura'],
] as const;

/** The n-th of any number of users, each with facts of another kind. */
export function aUser(n = 0, changes: Partial<DirectoryUser> = {}): DirectoryUser {
  const [username, displayName] = NAMES[n % NAMES.length] ?? NAMES[0];
  const lastLogins: readonly DirectoryUser['lastLogin'][] = [
    { kind: 'never' },
    { kind: 'at', at: NOW - 412 * DAY },
    { kind: 'before', at: NOW - 180 * DAY },
    { kind: 'unknown' },
    { kind: 'at', at: NOW - DAY / 4 },
  ];
  return {
    ref: formatUserRef({ connection: SANDBOX, directory: '1', id: String(1000 + n) }),
    username,
    email: `${username}@example.com`,
    displayName,
    directory: n % 3 === 0 ? 'Internal Directory' : 'Corporate LDAP',
    active: n % 4 !== 3,
    createdAt: Date.UTC(2024, 1, 3, 10),
    lastLogin: lastLogins[n % lastLogins.length] ?? { kind: 'unknown' },
    loginCount: 7,
    groups: ['confluence-users', 'finance', 'paris'],
    seat: { kind: 'group', group: 'confluence-users' },
    service: n % NAMES.length === 6,
    ...changes,
  };
}

export function users(count: number): readonly DirectoryUser[] {
  return Array.from({ length: count }, (_, n) => aUser(n));
}

export function aPlan(changes: Partial<Plan> = {}): Plan {
  return {
    id: 'P-7f3k2' as PlanId,
    version: 1,
    operation: { kind: 'deactivate', suffix: null },
    connection: SANDBOX,
    kind: 'plan',
    filter: 'inactive:90d licensed:yes -group:support-staff',
    filterWords: 'idle 90 days or more · licensed · not in support-staff',
    frozenAt: NOW,
    order: { by: 'login', descending: false },
    matched: 50,
    targets: 25,
    leftOut: [
      { reason: 'protected', count: 12 },
      { reason: 'read-only-directory', count: 9 },
      { reason: 'admin', count: 4 },
    ],
    unknown: 7,
    seats: { used: 462, total: 500, freed: 25 },
    cap: { limit: 60, used: 5, left: 55, eligible: 25 },
    quorum: 1,
    notes: [],
    requests: 50,
    estimateMs: 20_000,
    source: aSource(),
    requestedBy: PRIYA,
    requestedFrom: CHANNEL,
    fingerprint: 'f'.repeat(64),
    ...changes,
  };
}

export function targets(count: number): readonly PlanTarget[] {
  return users(count).map((user, n) => ({
    n,
    ref: user.ref,
    username: user.username,
    displayName: user.displayName,
    email: user.email,
    directory: user.directory,
    lastLogin: user.lastLogin,
    licensed: true,
    active: true,
    steps: [{ kind: 'deactivate' }],
  }));
}

/** Administrators who are left out of a plan. */
export function leftOut(count: number): readonly PlanExclusion[] {
  return users(count).map(({ ref, username, displayName }, n) => ({
    n,
    ref,
    username,
    displayName,
    reason: 'admin',
    detail: 'member of confluence-administrators',
  }));
}

export function aVerdict(verdict: Verdict['verdict'], person = TOM, reason: string | null = null): Verdict {
  return { person, account: anAccount(person), verdict, reason, at: NOW + 360_000 };
}

export function anApproval(changes: Partial<Approval> = {}): Approval {
  return {
    id: 'A-7f3k2' as ApprovalId,
    version: 1,
    subject: PLAN_SUBJECT,
    reason: null,
    state: 'waiting',
    requestedBy: PRIYA,
    requestedFrom: CHANNEL,
    quorum: 1,
    verdicts: [],
    createdAt: NOW,
    expiresAt: NOW + DAY,
    moved: null,
    raisedCap: null,
    run: null,
    ...changes,
  };
}

export function aRun(changes: Partial<Run> = {}): Run {
  return {
    id: 'R-7f3k2' as RunId,
    version: 1,
    plan: 'P-7f3k2' as PlanId,
    approval: 'A-7f3k2' as ApprovalId,
    connection: SANDBOX,
    state: 'running',
    total: 25,
    requestedBy: PRIYA,
    approvedBy: [TOM],
    createdAt: NOW + 360_000,
    startedAt: NOW + 361_000,
    finishedAt: null,
    readBack: null,
    waitingSince: null,
    ...changes,
  };
}

export function aFile(changes: Partial<FileInfo> = {}): FileInfo {
  return {
    id: 'f_8sVx2LqT0pWbE6yN3rKjZg',
    name: 'users-2026-11-24.csv',
    mime: 'text/csv',
    bytes: 12_345,
    createdAt: NOW,
    expiresAt: NOW + DAY,
    ...changes,
  };
}

export function anEvent(seq: number, changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    seq,
    key: `event/${seq}`,
    at: NOW + seq * 60_000,
    actor: { person: PRIYA, account: anAccount('priya') },
    action: 'Change Requested',
    status: 'done',
    target: 'A-7f3k2',
    description: 'deactivate 25 users',
    place: CHANNEL,
    before: null,
    after: null,
    hash: HASH,
    ...changes,
  };
}

/** Every name in the filter is an account. */
export const NO_ACCOUNT: NoAccount = { total: 0, first: [] };
/** A list from elsewhere with typos in it. */
export const TYPOS: NoAccount = {
  total: 7,
  first: ['adaa', 'bo.lindqist', 'chen@exampel.com', 'dmitry', 'esrra'],
};
