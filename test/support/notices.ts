import type { RunId, ViewId } from '../../src/domain/ids.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { ProblemKind } from '../../src/domain/problem.ts';
import { homeNotices } from './home-notices.ts';
import { houseNotices } from './house-notices.ts';
import { aFile, aPlan, aSource, aUser, leftOut, NO_ACCOUNT, NOW, TYPOS, users } from './notice-parts.ts';
import { overviewNotices } from './overview-notices.ts';
import { approvalNotices } from './plan-notices.ts';
import { PROBLEMS } from './problems.ts';
import { runNotices } from './run-notices.ts';

/** A notice with a name that says which screen, in which state, it makes. */
export interface NamedNotice {
  readonly name: string;
  readonly notice: Notice;
}

const RUN = 'R-2c8w5' as RunId;
const VIEW = 'V-7f3k2' as ViewId;

/** One ordinary notice for every screen and every state it has. */
export function ordinaryNotices(): readonly NamedNotice[] {
  const named: Readonly<Record<string, Notice>> = {
    ...openings(),
    ...lists(),
    ...approvalNotices(),
    ...runNotices(),
    ...overviewNotices(),
    ...homeNotices(),
    ...houseNotices(),
  };
  const screens = Object.entries(named).map(([name, notice]) => ({ name, notice }));
  const kinds = Object.keys(PROBLEMS) as ProblemKind[];
  const problems = kinds.map(
    (kind): NamedNotice => ({
      name: `problem-${kind}`,
      notice: { kind: 'problem', problem: PROBLEMS[kind] },
    }),
  );
  const { misconfigured, unavailable } = PROBLEMS;
  const forAdmin = { kind: 'problem', problem: misconfigured, forAdmin: true } as const;
  const unsure = { kind: 'problem', problem: { ...unavailable, isUnsure: true } } as const;
  return [
    ...screens,
    ...problems,
    { name: 'problem-misconfigured-for-admin', notice: forAdmin },
    { name: 'problem-unsure', notice: unsure },
  ];
}

function openings(): Readonly<Record<string, Notice>> {
  const usersEntry = {
    name: 'users',
    usage: 'users FILTER [sort:…] [page:…]',
    summary: 'lists the users that match',
    examples: ['users inactive:90d', 'users group:finance sort:name'],
    roles: ['operator' as const],
  };
  const whoami = {
    name: 'whoami',
    usage: 'whoami',
    summary: 'tells who you are here',
    examples: [],
    roles: [],
  };
  return {
    welcome: {
      kind: 'welcome',
      name: 'Priya Nair',
      users: 1204,
      commands: [
        { label: 'Who is idle', command: 'users inactive:90d' },
        { label: 'Who was never here', command: 'users never' },
        { label: 'How things stand', command: 'status' },
        { label: 'All commands', command: 'help' },
      ],
    },
    'help-overview': {
      kind: 'help',
      topic: null,
      text: ['Type a command after /aum, or without it in a direct message.'],
      entries: [usersEntry, whoami],
    },
    'help-topic': { kind: 'help', topic: 'users', text: [], entries: [usersEntry] },
    whoami: {
      kind: 'whoami',
      name: 'Priya Nair',
      roles: ['operator', 'auditor'],
      account: 'console/local/priya',
      linked: null,
      users: ['priya'],
    },
    'whoami-linked': {
      kind: 'whoami',
      name: 'Ada Okafor',
      roles: [],
      account: 'slack/T012/U034',
      linked: { how: 'admin', name: 'Tom Weiss', at: NOW },
      users: ['ada', 'ada-test'],
    },
    'whoami-mail': {
      kind: 'whoami',
      name: 'Ada Okafor',
      roles: [],
      account: 'slack/T012/U034',
      linked: { how: 'mail', at: NOW },
      users: ['ada'],
    },
    file: { kind: 'file', headline: '128 users exported', detail: 'idle 90 days or more', file: aFile() },
    said: {
      kind: 'said',
      headline: 'Everything is stopped, 2 runs halted',
      detail: 'They go on from where they are after "resume".',
    },
  };
}

function lists(): Readonly<Record<string, Notice>> {
  const list = {
    kind: 'list',
    view: VIEW,
    total: 128,
    before: null,
    filterWords: 'idle 90 days or more, or never used · licensed · not in support-staff',
    command: 'users inactive:90d,never licensed:yes -group:support-staff',
    order: { by: 'login', descending: false },
    page: 1,
    per: 20,
    rows: users(8),
    selected: new Set<string>(),
    unknown: 0,
    noAccount: NO_ACCOUNT,
    missingPage: null,
    sources: [aSource()],
    offers: ['activate', 'deactivate', 'delete', 'add-to-groups', 'remove-from-groups', 'move-groups'],
    now: NOW,
  } as const;
  const user = { clockStart: NOW - 412 * 86_400_000, source: aSource(), now: NOW } as const;
  const plan = aPlan({ targets: 0, matched: 25, unknown: 0 });
  const few = { ...plan, matched: 2, leftOut: [{ reason: 'admin', count: 2 }] } as const;
  return {
    list,
    'list-selected': {
      ...list,
      page: 2,
      before: 131,
      unknown: 4,
      noAccount: TYPOS,
      missingPage: 9999,
      order: { by: 'name', descending: true },
      per: 50,
      selected: new Set([aUser(0).ref, aUser(2).ref, 'sandbox/1/9999']),
      sources: [aSource({ stale: true })],
    },
    'list-read-only': { ...list, total: 8, offers: [] },
    'list-empty': { ...list, total: 0, rows: [] },
    user: {
      kind: 'user',
      user: aUser(1, { inherited: { paris: 'finance' } }),
      protectedBy: null,
      ...user,
    },
    'user-deactivated': {
      kind: 'user',
      user: aUser(3, { groups: [], loginCount: null, createdAt: null }),
      protectedBy: 'member of protected group directors',
      ...user,
      clockStart: null,
    },
    confirm: {
      kind: 'confirm',
      view: VIEW,
      operation: { kind: 'deactivate', suffix: '_old' },
      total: 131,
      before: 128,
      filterWords: list.filterWords,
    },
    'confirm-move': {
      kind: 'confirm',
      view: VIEW,
      operation: { kind: 'move-groups', from: ['contractors'], to: ['staff', 'finance'] },
      total: 1,
      before: null,
      filterWords: 'in contractors · enabled',
    },
    'confirm-none': {
      kind: 'confirm',
      view: VIEW,
      operation: { kind: 'activate' },
      total: 0,
      before: 3,
      filterWords: 'deactivated',
    },
    nothing: {
      kind: 'nothing',
      plan: aPlan({ ...plan, leftOut: [...plan.leftOut, { reason: 'no-account', count: 7 }] }),
      exclusions: leftOut(5),
      noAccount: TYPOS,
    },
    'nothing-few': { kind: 'nothing', plan: few, exclusions: leftOut(2), noAccount: NO_ACCOUNT },
    'nothing-undo': {
      kind: 'nothing',
      exclusions: [],
      plan: aPlan({
        operation: { kind: 'undo', run: RUN, user: null, username: null },
        targets: 0,
        matched: 2,
        unknown: 0,
        leftOut: [{ reason: 'changed-since', count: 2 }],
      }),
      noAccount: NO_ACCOUNT,
    },
  };
}
