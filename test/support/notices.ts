import type { RunId, ViewId } from '../../src/domain/ids.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { ProblemKind } from '../../src/domain/problem.ts';
import { aFile, anEvent, aPlan, aRun, aSource, aUser, NOW, users } from './notice-parts.ts';
import { approvalNotices, runNotices } from './plan-notices.ts';
import { PROBLEMS } from './problems.ts';

/** A notice with a name that says which screen, in which state, it makes. */
export interface NamedNotice {
  readonly name: string;
  readonly notice: Notice;
}

const VIEW = 'V-7f3k2' as ViewId;

/** One ordinary notice for every screen and every state it has. */
export function ordinaryNotices(): readonly NamedNotice[] {
  const named: Readonly<Record<string, Notice>> = {
    ...openings(),
    ...lists(),
    ...approvalNotices(),
    ...runNotices(),
    ...overviews(),
  };
  const screens = Object.entries(named).map(([name, notice]) => ({ name, notice }));
  const kinds = Object.keys(PROBLEMS) as ProblemKind[];
  const problems = kinds.map(
    (kind): NamedNotice => ({
      name: `problem-${kind}`,
      notice: { kind: 'problem', problem: PROBLEMS[kind] },
    }),
  );
  return [...screens, ...problems];
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
      why: 'This account is linked to you.',
      users: ['priya'],
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
    sources: [aSource()],
    offers: ['deactivate', 'activate'],
    now: NOW,
  } as const;
  const user = { clockStart: NOW - 412 * 86_400_000, source: aSource(), now: NOW } as const;
  const plan = aPlan({ targets: 0, matched: 25, unknown: 0 });
  return {
    list,
    'list-selected': {
      ...list,
      page: 2,
      before: 131,
      unknown: 4,
      order: { by: 'name', descending: true },
      per: 50,
      selected: new Set([aUser(0).ref, aUser(2).ref, 'sandbox/1/9999']),
      sources: [aSource({ stale: true })],
    },
    'list-read-only': { ...list, total: 8, offers: [] },
    'list-empty': { ...list, total: 0, rows: [] },
    user: { kind: 'user', user: aUser(1), protectedBy: null, ...user },
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
      operation: { kind: 'deactivate' },
      total: 131,
      before: 128,
      filterWords: list.filterWords,
    },
    nothing: { kind: 'nothing', plan },
  };
}

function overviews(): Readonly<Record<string, Notice>> {
  const counts = { done: 16, 'already-so': 0, skipped: 0, failed: 1 };
  const finished = aRun({ id: 'R-2c8w5' as RunId, state: 'done', total: 17 });
  const connection = {
    source: aSource(),
    users: 1204,
    active: 1000,
    deactivated: 204,
    licensed: 462,
    seats: 500,
    writable: true,
  };
  const status = {
    kind: 'status',
    stopped: null,
    connections: [connection],
    waiting: 1,
    running: 0,
    now: NOW,
  } as const;
  return {
    runs: {
      kind: 'runs',
      runs: [
        { run: aRun(), plan: aPlan(), counts, requester: 'Priya Nair' },
        { run: finished, plan: aPlan({ targets: 17 }), counts, requester: 'Tom Weiss' },
      ],
    },
    'runs-none': { kind: 'runs', runs: [] },
    audit: {
      kind: 'audit',
      events: [
        anEvent(3, {
          action: 'User Deactivated',
          target: 'ada',
          description: 'in R-7f3k2',
          actor: { person: null, account: null },
        }),
        anEvent(2, {
          action: 'Stranger Refused',
          status: 'refused',
          target: '',
          description: 'not known',
          actor: { person: null, account: { platform: 'console', tenant: 'local', id: 'mallory' } },
        }),
        anEvent(1),
      ],
      names: { priya: 'Priya Nair' },
      total: 128,
    },
    'audit-none': { kind: 'audit', events: [], names: {}, total: 0 },
    status,
    'status-stopped': {
      ...status,
      stopped: { by: 'Ines Duarte', at: NOW },
      connections: [
        connection,
        {
          ...connection,
          source: aSource({ label: 'HR export', readAt: null }),
          seats: null,
          writable: false,
        },
      ],
      running: 2,
    },
    doctor: {
      kind: 'doctor',
      findings: [
        { subject: 'Database', state: 'ok', message: 'can be read and written', remedy: null },
        {
          subject: 'Corporate LDAP',
          state: 'warning',
          message: 'read-only: 312 users cannot be changed',
          remedy: 'connect Crowd to change them',
        },
      ],
    },
  };
}
