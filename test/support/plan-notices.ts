import type { ApprovalId, RunId } from '../../src/domain/ids.ts';
import type { ApprovalNotice, Notice, RunNotice } from '../../src/domain/notice.ts';
import { aFile, anApproval, aPlan, aRun, aSource, aVerdict, NOW, targets, users } from './notice-parts.ts';
import { PROBLEMS } from './problems.ts';

/** Approval and report cards in every state. */
export function approvalNotices(): Readonly<Record<string, Notice>> {
  const waiting: ApprovalNotice = {
    kind: 'approval',
    approval: anApproval(),
    plan: aPlan(),
    audience: 'names',
    requester: 'Priya Nair',
    deciders: [
      { name: 'Tom Weiss', decided: null },
      { name: 'Ines Duarte', decided: null },
    ],
    barred: [{ name: 'Priya Nair', why: 'who asked' }],
    sample: targets(5),
    names: {},
  };
  const names = { priya: 'Priya Nair', tom: 'Tom Weiss' };
  const activate = aPlan({
    operation: { kind: 'activate' },
    seats: { used: 490, total: 500, freed: -25 },
    leftOut: [],
    unknown: 0,
  });
  const oneOfTwo = anApproval({ quorum: 2, verdicts: [aVerdict('approve')] });
  const approved = anApproval({
    state: 'approved',
    verdicts: [aVerdict('approve')],
    run: 'R-7f3k2' as RunId,
  });
  const rejected = anApproval({
    state: 'rejected',
    verdicts: [aVerdict('reject', undefined, 'quarter end, ask again in January')],
  });
  return {
    'approval-waiting': waiting,
    'approval-channel': { ...waiting, audience: 'counts', sample: [] },
    'approval-activate': {
      ...waiting,
      plan: activate,
      approval: oneOfTwo,
      deciders: [
        { name: 'Tom Weiss', decided: 'approve' },
        { name: 'Ines Duarte', decided: null },
      ],
      names,
    },
    'approval-approved': { ...waiting, approval: approved, names },
    'approval-rejected': { ...waiting, approval: rejected, names },
    'approval-expired': { ...waiting, approval: anApproval({ state: 'expired' }) },
    report: {
      kind: 'report',
      plan: aPlan({ kind: 'report', source: aSource({ label: 'HR export' }) }),
      requester: 'Priya Nair',
      audience: 'names',
      sample: targets(5),
      exclusions: users(2).map(({ ref, username, displayName }, n) => ({
        n,
        ref,
        username,
        displayName,
        reason: 'admin' as const,
        detail: 'member of confluence-administrators',
      })),
      file: aFile({ name: 'P-7f3k2.csv' }),
    },
    approvals: {
      kind: 'approvals',
      waiting: [
        { approval: anApproval(), plan: aPlan(), requester: 'Priya Nair', barred: null },
        {
          approval: anApproval({ id: 'A-9m2p4' as ApprovalId }),
          plan: activate,
          requester: 'Tom Weiss',
          barred: 'you asked for it',
        },
      ],
    },
    'approvals-none': { kind: 'approvals', waiting: [] },
  };
}

/** Run cards in every state. */
export function runNotices(): Readonly<Record<string, Notice>> {
  const running: RunNotice = {
    kind: 'run',
    run: aRun(),
    plan: aPlan(),
    audience: 'names',
    requester: 'Priya Nair',
    approvers: ['Tom Weiss'],
    counts: { done: 16, 'already-so': 0, skipped: 0, failed: 1 },
    troubles: [],
    reasons: [],
    leftMs: 8_000,
    now: NOW + 370_000,
  };
  const finishedAt = NOW + 382_000;
  const readBack = {
    at: finishedAt,
    seatsExpected: 438,
    seatsReal: 438,
    unexpected: 0,
    unexpectedUsers: [],
  };
  const skipped = {
    kind: 'skipped',
    reason: 'logged-in-since',
    detail: 'logged in since the plan was made',
  } as const;
  const failed = { kind: 'failed', problem: PROBLEMS.rejected } as const;
  const trouble = { n: 3, before: null, at: finishedAt, username: 'dmitri', outcome: skipped };
  const done: RunNotice = {
    ...running,
    run: aRun({ state: 'done', finishedAt, readBack }),
    counts: { done: 24, 'already-so': 0, skipped: 1, failed: 0 },
    troubles: [trouble],
    reasons: [{ reason: 'logged-in-since', count: 1 }],
    leftMs: null,
  };
  const off = { ...readBack, seatsReal: 440, unexpected: 2, unexpectedUsers: ['ada', 'bo'] };
  const cancelled: RunNotice = {
    ...done,
    run: aRun({ state: 'cancelled', finishedAt, readBack: off }),
    counts: { done: 15, 'already-so': 1, skipped: 1, failed: 2 },
    troubles: [trouble, { ...trouble, n: 7, username: 'hana.kimura', outcome: failed }],
    reasons: [...done.reasons, { reason: 'rejected', count: 2 }],
  };
  return {
    'run-queued': {
      ...running,
      run: aRun({ state: 'queued', startedAt: null }),
      counts: { done: 0, 'already-so': 0, skipped: 0, failed: 0 },
      leftMs: null,
    },
    'run-running': running,
    'run-halted': { ...running, run: aRun({ state: 'halted' }), leftMs: null },
    'run-cancelling': { ...running, run: aRun({ state: 'cancelling' }), leftMs: null },
    'run-done': done,
    'run-cancelled': cancelled,
    'run-cancelled-channel': { ...cancelled, audience: 'counts' },
  };
}
