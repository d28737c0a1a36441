import type { RunId } from '../../src/domain/ids.ts';
import type { Notice, RunNotice } from '../../src/domain/notice.ts';
import type { Operation } from '../../src/domain/operation.ts';
import { aPlan, aRun, NOW } from './notice-parts.ts';
import { PROBLEMS } from './problems.ts';

const ADD: Operation = { kind: 'add-to-groups', groups: ['review-required', 'leavers'] };
const MOVE: Operation = { kind: 'move-groups', from: ['contractors'], to: ['staff'] };
const UNDO: Operation = { kind: 'undo', run: 'R-2c8w5' as RunId, user: null, username: null };

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
    undoable: false,
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
  const trouble = { n: 3, before: null, after: null, at: finishedAt, username: 'dmitri', outcome: skipped };
  const done: RunNotice = {
    ...running,
    run: aRun({ state: 'done', finishedAt, readBack }),
    counts: { done: 24, 'already-so': 0, skipped: 1, failed: 0 },
    troubles: [trouble],
    reasons: [{ reason: 'logged-in-since', count: 1 }],
    undoable: true,
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
    'run-waiting': { ...running, run: aRun({ waitingSince: NOW + 365_000 }), leftMs: null },
    'run-paused': { ...running, run: aRun({ state: 'paused' }), leftMs: null },
    'run-moving': { ...running, plan: aPlan({ operation: MOVE }) },
    'run-undoing': { ...running, plan: aPlan({ operation: UNDO }) },
    'run-halted': { ...running, run: aRun({ state: 'halted' }), leftMs: null },
    'run-cancelling': { ...running, run: aRun({ state: 'cancelling' }), leftMs: null },
    'run-done': done,
    'run-added': {
      ...done,
      plan: aPlan({ operation: ADD }),
      run: aRun({ state: 'done', finishedAt, readBack: { ...readBack, seatsReal: 462, seatsExpected: 462 } }),
    },
    'run-deleted': { ...done, plan: aPlan({ operation: { kind: 'delete' } }), undoable: true },
    'run-undone': {
      ...done,
      plan: aPlan({ operation: UNDO, targets: 24, seats: { used: 438, total: 500, freed: -24 } }),
      run: aRun({
        state: 'done',
        total: 24,
        finishedAt,
        readBack: { ...readBack, seatsReal: 462, seatsExpected: 462 },
      }),
      counts: { done: 23, 'already-so': 0, skipped: 1, failed: 0 },
      troubles: [{ ...trouble, outcome: { ...skipped, reason: 'changed-since', detail: 'activated since' } }],
      reasons: [{ reason: 'changed-since', count: 1 }],
    },
    'run-cancelled': cancelled,
    'run-cancelled-channel': { ...cancelled, audience: 'counts' },
  };
}
