import type { AuditDraft, AuditStatus } from '../domain/audit-event.ts';
import { traitsOf } from '../domain/operation.ts';
import type { Outcome, OutcomeKind } from '../domain/run.ts';
import type { DirectoryUser } from '../domain/user.ts';
import { auditOf, ROLLCALL } from './audit.ts';
import type { Services } from './services.ts';
import type { Settled, TargetTask } from './target-task.ts';

const STATUS: Readonly<Record<OutcomeKind, AuditStatus>> = {
  done: 'done',
  'already-so': 'skipped',
  skipped: 'skipped',
  failed: 'failed',
};

/** Makes what was read or written visible everywhere, then stores the outcome with its audit entry. */
export async function recordOutcome(services: Services, task: TargetTask, settled: Settled): Promise<void> {
  const { storage, census, clock, metrics } = services;
  const { run, target, lease } = task;
  const { outcome, before, after } = settled;
  const at = clock.now();
  if (after !== null) {
    await storage.snapshots.put(after);
    census.put(after);
  }
  if (isGone(outcome)) {
    await storage.snapshots.remove(target.ref);
    census.remove(target.ref);
  }
  if (outcome.kind === 'done' && traitsOf(task.plan.operation).restartsClock) {
    // Somebody who was just let back in is not idle since their last login long ago (spec S1, clock start).
    await storage.clockStarts.set(target.ref, at);
    census.restartClock(target.ref, at);
  }
  await storage.ledger.record(run.id, { n: target.n, before, outcome, at }, lease, {
    audit: [auditEntry(services, task, settled)],
  });
  metrics.count('targets', { operation: task.plan.operation.kind, outcome: outcome.kind });
}

function auditEntry(services: Services, { run, plan, target }: TargetTask, settled: Settled): AuditDraft {
  const { outcome, before, after } = settled;
  const draft = auditOf(services, ROLLCALL, {
    key: `target/${run.id}/${target.n}`,
    action: traitsOf(plan.operation).action,
    status: STATUS[outcome.kind],
    target: target.username,
    description: `${run.id}: ${describe(outcome)}`,
    before: before === null ? null : statusOf(before),
    after: after === null ? null : statusOf(after),
  });
  return { ...draft, actor: { person: run.requestedBy, account: null } };
}

function statusOf(user: DirectoryUser): string {
  return user.active ? 'active' : 'deactivated';
}

function describe(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'done':
      return 'done';
    case 'already-so':
      return 'already so';
    case 'skipped':
      return `skipped, ${outcome.detail}`;
    case 'failed':
      return `failed, ${outcome.problem.kind}`;
  }
}

/** No longer in the directory, so no longer on any list. */
function isGone(outcome: Outcome): boolean {
  return outcome.kind === 'skipped' && outcome.reason === 'gone';
}
