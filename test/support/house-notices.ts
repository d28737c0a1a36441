import type { WhyNotice } from '../../src/domain/house-notice.ts';
import type { ApprovalId } from '../../src/domain/ids.ts';
import type { Notice, SettingApprovalNotice } from '../../src/domain/notice.ts';
import type { SettingChange } from '../../src/domain/setting-change.ts';
import { anApproval, aSource, aUser, aVerdict, NOW, PRIYA, TOM } from './notice-parts.ts';

const DAY = 86_400_000;

/** What is kept about the house: settings somebody asks to loosen, protections, exemptions, roles, filters. */
export function houseNotices(): Readonly<Record<string, Notice>> {
  return { ...settings(), ...whys(), ...lists() };
}

const AN_ACCOUNT = { platform: 'slack', tenant: 'T012', id: 'U034' };

const CHANGES: Readonly<Record<string, SettingChange>> = {
  'unprotect-group': { kind: 'unprotect', what: 'group', name: 'board', user: null, now: null },
  'unprotect-user': { kind: 'unprotect', what: 'user', name: 'ada', user: null, now: null },
  'end-exemption': { kind: 'end-exemption', user: aUser(0).ref, username: 'ada' },
  'give-role': {
    kind: 'give-role',
    to: { kind: 'person', person: PRIYA, name: 'Ines Duarte' },
    role: 'approver',
  },
  'give-role-group': { kind: 'give-role', to: { kind: 'group', group: 'it-ops' }, role: 'admin' },
  'raise-cap': { kind: 'raise-cap', approval: 'A-4k7t8' as ApprovalId, to: 103 },
  'link-account': { kind: 'link-account', person: TOM, name: 'Tom Weiss', account: AN_ACCOUNT },
  'link-user': {
    kind: 'link-user',
    person: TOM,
    name: 'Tom Weiss',
    isNew: false,
    user: aUser(0).ref,
    username: 'ada',
  },
  'unlink-user': {
    kind: 'unlink-user',
    person: TOM,
    name: 'Tom Weiss',
    user: aUser(0).ref,
    username: 'ada',
  },
  'retention-days': { kind: 'audit-retention', days: 90 },
  'retention-ever': { kind: 'audit-retention', days: null },
};

/** A waiting request to change a setting. */
function asked(change: SettingChange): SettingApprovalNotice {
  return {
    kind: 'setting-approval',
    approval: anApproval({ subject: { kind: 'setting', change }, reason: 'the board was dissolved in May' }),
    change,
    audience: 'names',
    reader: 'decider',
    requester: 'Priya Nair',
    deciders: [
      { name: 'Tom Weiss', decided: null },
      { name: 'Jonas Brandt', decided: null },
    ],
    barred: [{ name: 'Priya Nair', why: 'who asked' }],
    names: { tom: 'Tom Weiss', priya: 'Priya Nair' },
  };
}

function settings(): Readonly<Record<string, Notice>> {
  const waiting = Object.entries(CHANGES).map(([name, change]) => [`setting-${name}`, asked(change)]);
  const change: SettingChange = { kind: 'unprotect', what: 'user', name: 'ada', user: null, now: null };
  const notice = asked(change);
  const { approval } = notice;
  return {
    ...Object.fromEntries(waiting),
    'setting-channel': { ...notice, audience: 'counts', reader: 'anyone' },
    'setting-requester': { ...notice, reader: 'requester' },
    'setting-decided': { ...notice, reader: 'decided' },
    'setting-approved': {
      ...notice,
      approval: { ...approval, state: 'approved', verdicts: [aVerdict('approve')] },
    },
    'setting-rejected-channel': {
      ...notice,
      audience: 'counts',
      approval: { ...approval, state: 'rejected', verdicts: [aVerdict('reject', TOM, 'ada is needed')] },
    },
    'setting-expired': { ...notice, approval: { ...approval, state: 'expired' } },
  };
}

function whys(): Readonly<Record<string, Notice>> {
  const why: WhyNotice = {
    kind: 'why',
    user: aUser(0, { lastLogin: { kind: 'at', at: NOW - 100 * DAY } }),
    clockStart: NOW - 100 * DAY,
    idleDays: 100,
    holds: [],
    exemption: null,
    protection: null,
    isRestarted: false,
    source: aSource(),
    now: NOW,
  };
  return {
    'why-nothing': why,
    'why-protected': {
      ...why,
      protection: { what: 'group', name: 'board', by: { name: 'Tom Weiss', at: NOW - 40 * DAY } },
      isRestarted: true,
      holds: [
        { reason: 'protected', detail: 'member of protected group board' },
        { reason: 'admin', detail: 'member of confluence-administrators' },
        { reason: 'service-account', detail: '' },
      ],
    },
    'why-exempt': {
      ...why,
      holds: [{ reason: 'exempt', detail: 'on parental leave, until 31 Jan 2027' }],
      exemption: { until: '2027-01-31', reason: 'on parental leave', owner: 'Ines Duarte' },
    },
    'why-deactivated': {
      ...why,
      user: aUser(3),
      clockStart: null,
      idleDays: null,
      holds: [{ reason: 'already-so', detail: 'already deactivated' }],
    },
  };
}

function lists(): Readonly<Record<string, Notice>> {
  return {
    protections: {
      kind: 'protections',
      entries: [
        { what: 'user', name: 'ceo', by: null },
        { what: 'group', name: 'board', by: { name: 'Tom Weiss', at: NOW } },
        { what: 'group', name: 'on-call', by: { name: 'Ines Duarte', at: NOW - 40 * DAY } },
      ],
    },
    'protections-none': { kind: 'protections', entries: [] },
    exemptions: {
      kind: 'exemptions',
      entries: [
        {
          username: 'ada',
          until: '2027-01-31',
          reason: 'on parental leave',
          owner: 'Ines Duarte',
          isOver: false,
        },
        { username: 'bo', until: '2026-10-31', reason: 'sabbatical', owner: 'Tom Weiss', isOver: true },
      ],
    },
    'exemptions-none': { kind: 'exemptions', entries: [] },
    roles: {
      kind: 'roles',
      people: [
        { id: 'priya', name: 'Priya Nair', roles: ['operator', 'auditor'], through: [] },
        {
          id: 'tom',
          name: 'Tom Weiss',
          roles: ['admin'],
          through: [{ role: 'approver', group: 'it-leads' }],
        },
        { id: 'lena', name: 'Lena Vogel', roles: [], through: [] },
      ],
      groups: [{ role: 'approver', group: 'it-leads' }],
    },
    'roles-none': { kind: 'roles', people: [], groups: [] },
    people: {
      kind: 'people',
      people: [
        {
          id: 'priya',
          name: 'Priya Nair',
          roles: ['operator', 'auditor'],
          accounts: ['slack/T012/U034', 'console/local/priya'],
          users: ['priya', 'priya-test'],
        },
        { id: 'lena', name: 'Lena Vogel', roles: [], accounts: ['slack/T012/U056'], users: [] },
        { id: 'bo', name: 'Bo Lindqvist', roles: [], accounts: [], users: ['bo'] },
      ],
    },
    'people-none': { kind: 'people', people: [] },
    filters: {
      kind: 'filters',
      entries: [
        {
          name: 'leavers',
          text: 'inactive:180d -group:support-staff',
          words: 'idle 180 days or more · not in support-staff · enabled',
          owner: 'Priya Nair',
          at: NOW - 40 * DAY,
        },
        { name: 'ghosts', text: 'never', words: 'never used · enabled', owner: 'Tom Weiss', at: NOW },
      ],
    },
    'filters-none': { kind: 'filters', entries: [] },
  };
}
