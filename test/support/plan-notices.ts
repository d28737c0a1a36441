import type { ApprovalId, RunId } from '../../src/domain/ids.ts';
import type { ApprovalNotice, Notice } from '../../src/domain/notice.ts';
import type { Plan } from '../../src/domain/plan.ts';
import {
  aFile,
  anApproval,
  aPlan,
  aSource,
  aVerdict,
  leftOut,
  NO_ACCOUNT,
  PRIYA,
  targets,
} from './notice-parts.ts';

const NAMES = { priya: 'Priya Nair', tom: 'Tom Weiss' };

/** A waiting request to deactivate, as those who may see names see it. */
const WAITING: ApprovalNotice = {
  kind: 'approval',
  approval: anApproval(),
  plan: aPlan(),
  audience: 'names',
  reader: 'decider',
  requester: 'Priya Nair',
  deciders: [
    { name: 'Tom Weiss', decided: null },
    { name: 'Ines Duarte', decided: null },
  ],
  barred: [{ name: 'Priya Nair', why: 'who asked' }],
  sample: targets(5),
  noAccount: NO_ACCOUNT,
  names: {},
};

const ACTIVATE = aPlan({
  operation: { kind: 'activate' },
  seats: { used: 490, total: 500, freed: -25 },
  leftOut: [],
  unknown: 0,
  cap: null,
});
const HELD = aPlan({
  matched: 3000,
  targets: 2412,
  leftOut: [
    { reason: 'protected', count: 400 },
    { reason: 'read-only-directory', count: 188 },
  ],
  seats: { used: 2812, total: 3000, freed: 2412 },
  cap: { limit: 600, used: 0, left: 600, eligible: 2412 },
});

/** Approval and report cards in every state. */
export function approvalNotices(): Readonly<Record<string, Notice>> {
  return { ...waiting(), ...held(), ...decided(), ...reports(), ...openLists() };
}

function plain(operation: Plan['operation'], changes: Partial<Plan> = {}): Plan {
  return aPlan({ operation, leftOut: [], unknown: 0, cap: null, ...changes });
}

function waiting(): Readonly<Record<string, Notice>> {
  const noSeats = { used: 462, total: 500, freed: 0 };
  const remove = plain({ kind: 'delete' }, { seats: noSeats, quorum: 2, cap: aPlan().cap });
  const undo = plain(
    { kind: 'undo', run: 'R-2c8w5' as RunId, user: null, username: null },
    {
      targets: 24,
      leftOut: [{ reason: 'changed-since', count: 2 }],
      seats: { used: 438, total: 500, freed: -24 },
    },
  );
  return {
    'approval-waiting': WAITING,
    'approval-requester': { ...WAITING, reader: 'requester' },
    'approval-channel': { ...WAITING, audience: 'counts', reader: 'anyone', sample: [] },
    'approval-suffix': {
      ...WAITING,
      approval: anApproval({ reason: 'the yearly clean-up, agreed with Ines' }),
      plan: aPlan({
        operation: { kind: 'deactivate', suffix: '_old' },
        leftOut: [
          { reason: 'beyond-cap', count: 78 },
          { reason: 'exempt', count: 1 },
        ],
        cap: { limit: 25, used: 0, left: 25, eligible: 103 },
        notes: ['Corporate LDAP cannot rename: usernames there stay as they are.'],
      }),
    },
    'approval-activate': {
      ...WAITING,
      plan: ACTIVATE,
      approval: anApproval({ quorum: 2, verdicts: [aVerdict('approve')] }),
      deciders: [
        { name: 'Tom Weiss', decided: 'approve' },
        { name: 'Ines Duarte', decided: null },
      ],
      reader: 'decided',
      names: NAMES,
    },
    'approval-delete': { ...WAITING, plan: remove, approval: anApproval({ quorum: 2 }) },
    'approval-delete-alone': {
      ...WAITING,
      plan: remove,
      approval: anApproval({ quorum: 2 }),
      deciders: [{ name: 'Tom Weiss', decided: null }],
    },
    'approval-add': {
      ...WAITING,
      plan: plain({ kind: 'add-to-groups', groups: ['review-required', 'leavers'] }, { seats: noSeats }),
    },
    'approval-remove': {
      ...WAITING,
      plan: plain(
        { kind: 'remove-from-groups', groups: ['confluence-users'] },
        {
          leftOut: [
            { reason: 'inherited', count: 3 },
            { reason: 'already-so', count: 1 },
          ],
        },
      ),
    },
    'approval-move': {
      ...WAITING,
      plan: plain(
        { kind: 'move-groups', from: ['contractors'], to: ['staff', 'finance'] },
        { seats: noSeats, leftOut: [{ reason: 'not-a-member', count: 2 }] },
      ),
    },
    'approval-undo': { ...WAITING, plan: undo },
    'approval-undo-one': {
      ...WAITING,
      plan: plain(
        { kind: 'undo', run: 'R-2c8w5' as RunId, user: null, username: 'ada' },
        { targets: 1, seats: { used: 438, total: 500, freed: -1 } },
      ),
      sample: targets(1),
    },
  };
}

function held(): Readonly<Record<string, Notice>> {
  const notice: ApprovalNotice = {
    ...WAITING,
    reader: 'requester',
    approval: anApproval({ state: 'held' }),
    plan: HELD,
  };
  return {
    'approval-held': notice,
    'approval-held-channel': { ...notice, audience: 'counts', reader: 'anyone', sample: [] },
    'approval-held-onlooker': { ...notice, reader: 'onlooker' },
    'approval-held-part': {
      ...notice,
      plan: {
        ...HELD,
        order: { by: 'name', descending: false },
        cap: { limit: 600, used: 5, left: 595, eligible: 2412 },
      },
    },
    'approval-held-nothing-left': {
      ...notice,
      plan: { ...HELD, cap: { limit: 600, used: 600, left: 0, eligible: 2412 } },
    },
  };
}

function decided(): Readonly<Record<string, Notice>> {
  const approved = anApproval({
    state: 'approved',
    verdicts: [aVerdict('approve')],
    moved: [],
    run: 'R-7f3k2' as RunId,
  });
  const moved = [
    { reason: 'logged-in-since', count: 3 },
    { reason: 'gone', count: 1 },
  ] as const;
  const rejected = anApproval({
    state: 'rejected',
    verdicts: [aVerdict('reject', undefined, 'quarter end, ask again in January')],
  });
  const withdrawn = anApproval({ state: 'withdrawn', verdicts: [aVerdict('withdraw', PRIYA)] });
  return {
    'approval-approved': { ...WAITING, approval: approved, names: NAMES },
    'approval-approved-moved': { ...WAITING, approval: { ...approved, moved }, names: NAMES },
    'approval-rejected': { ...WAITING, approval: rejected, names: NAMES },
    'approval-withdrawn': { ...WAITING, approval: withdrawn, names: NAMES },
    'approval-expired': { ...WAITING, approval: anApproval({ state: 'expired' }) },
  };
}

function reports(): Readonly<Record<string, Notice>> {
  const report = {
    kind: 'report',
    plan: aPlan({ kind: 'report', source: aSource({ label: 'HR export' }) }),
    requester: 'Priya Nair',
    audience: 'names',
    sample: targets(5),
    exclusions: leftOut(2),
    file: aFile({ name: 'P-7f3k2.csv' }),
  } as const;
  const groups = ['review-required', 'leavers'];
  return {
    report,
    'report-add': {
      ...report,
      plan: {
        ...report.plan,
        operation: { kind: 'add-to-groups', groups },
        leftOut: [],
        unknown: 0,
        cap: null,
      },
      exclusions: [],
    },
  };
}

function openLists(): Readonly<Record<string, Notice>> {
  const mine = {
    approval: anApproval({ id: 'A-9m2p4' as ApprovalId }),
    about: ACTIVATE,
    requester: 'Tom Weiss',
    barred: 'you asked for it',
  };
  const beyond = {
    approval: anApproval({ id: 'A-4k7t8' as ApprovalId, state: 'held' }),
    about: HELD,
    requester: 'Priya Nair',
    barred: null,
  } as const;
  const setting = {
    approval: anApproval({ id: 'A-3w8s6' as ApprovalId }),
    about: { kind: 'unprotect', what: 'group', name: 'board', user: null, now: null },
    requester: 'Priya Nair',
    barred: null,
  } as const;
  const plan = { approval: anApproval(), about: aPlan(), requester: 'Priya Nair', barred: null };
  return {
    approvals: { kind: 'approvals', waiting: [plan, mine, beyond, setting], due: 3, held: 1 },
    'approvals-many': {
      kind: 'approvals',
      waiting: [plan, mine, mine, mine, mine, beyond, setting],
      due: 27,
      held: 1,
    },
    'approvals-held': { kind: 'approvals', waiting: [beyond], due: 0, held: 1 },
    'approvals-none': { kind: 'approvals', waiting: [], due: 0, held: 0 },
  };
}
