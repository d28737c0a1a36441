import type { ChainFault } from '../../src/domain/audit-chain.ts';
import type { RunId } from '../../src/domain/ids.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { anEvent, aPlan, aRun, aSource, HEAD, NOW } from './notice-parts.ts';

/** How things stand: runs, the audit log, status and doctor. */
export function overviewNotices(): Readonly<Record<string, Notice>> {
  const counts = { done: 16, 'already-so': 0, skipped: 0, failed: 1 };
  const finished = aRun({ id: 'R-2c8w5' as RunId, state: 'done', total: 17 });
  const connection = {
    source: aSource(),
    users: 1204,
    active: 1000,
    deactivated: 204,
    licensed: 462,
    seatUnknown: 0,
    failed: null,
    seats: 500,
    writable: true,
  };
  const status = {
    kind: 'status',
    stopped: null,
    connections: [connection],
    waiting: 1,
    running: 0,
    head: null,
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
      head: HEAD,
    },
    'audit-none': { kind: 'audit', events: [], names: {}, total: 0, head: null },
    ...verdicts(),
    status,
    'status-stopped': {
      ...status,
      stopped: { by: 'Ines Duarte', at: NOW, reason: null },
      head: HEAD,
      connections: [
        connection,
        {
          ...connection,
          source: aSource({ label: 'HR export', readAt: null }),
          failed: 'row 3, column "status": "maybe" is no status.',
          seats: null,
          writable: false,
        },
        { ...connection, licensed: 0, seatUnknown: 1000, seats: null, writable: false },
      ],
      running: 2,
    },
    'status-stopped-itself': {
      ...status,
      stopped: {
        by: null,
        at: NOW,
        reason: 'the last read of Sandbox has 312 users instead of 1,204',
      },
      head: HEAD,
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

function verdicts(): Readonly<Record<string, Notice>> {
  const broken = (fault: ChainFault, seq = 813): Notice => ({
    kind: 'audit-verdict',
    verdict: { ok: false, seq, fault, head: { ...HEAD, seq: 812 } },
    endChecked: true,
  });
  return {
    'audit-verified': {
      kind: 'audit-verdict',
      verdict: { ok: true, entries: 1234, head: HEAD, from: 1 },
      endChecked: true,
    },
    'audit-verified-short': {
      kind: 'audit-verdict',
      verdict: { ok: true, entries: 734, head: HEAD, from: 501 },
      endChecked: false,
    },
    'audit-verified-empty': {
      kind: 'audit-verdict',
      verdict: { ok: true, entries: 0, head: null, from: 1 },
      endChecked: false,
    },
    'audit-edited': broken('edited'),
    'audit-missing': broken('missing', 815),
    'audit-reordered': broken('reordered'),
    'audit-cut': broken('cut'),
    'audit-other-hash': broken('other-hash', 700),
    'audit-broken-first': {
      kind: 'audit-verdict',
      verdict: { ok: false, seq: 1, fault: 'edited', head: null },
      endChecked: false,
    },
  };
}
