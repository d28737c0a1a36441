import type { AuditDraft, AuditStatus } from '../../domain/audit-event.ts';
import { actionsOf, restartsClock } from '../../domain/operation.ts';
import type { Outcome, OutcomeKind } from '../../domain/run.ts';
import { carriedOut } from '../../domain/undo.ts';
import { auditOf } from '../audit.ts';
import type { Services } from '../services.ts';
import { showUser, takeOffLists } from '../show-change.ts';
import { stateWords } from './state-words.ts';
import type { BegunTask, Settled } from './target-task.ts';

const STATUS: Readonly<Record<OutcomeKind, AuditStatus>> = {
  done: 'done',
  'already-so': 'skipped',
  skipped: 'skipped',
  failed: 'failed',
};

/** Makes what was read or written visible everywhere, then stores the outcome with its audit entries. */
export async function recordOutcome(services: Services, task: BegunTask, settled: Settled): Promise<void> {
  const { storage, clock, metrics } = services;
  const { run, plan, target, lease } = task;
  const { outcome, before, after } = settled;
  const at = clock.now();
  // Somebody who was just let back in is not idle since their last login long ago (spec S1, clock start).
  const isRestart = outcome.kind === 'done' && restartsClock(plan.operation, target.steps);
  if (isRestart) await storage.clockStarts.set(target.ref, at);
  if (after !== null) await showUser(services, after, isRestart ? at : null);
  else if (outcome.kind !== 'failed') await takeOffLists(services, target.ref);
  await rememberName(services, task, settled);
  const row = { n: target.n, before, after, outcome, at };
  await storage.ledger.record(run.id, row, lease, { audit: auditEntries(services, task, settled) });
  metrics.count('targets', { operation: plan.operation.kind, outcome: outcome.kind });
}

/** A name that a deactivation took is given back later; one that was given back is nobody's to give any more. */
async function rememberName(
  { storage }: Services,
  { target }: BegunTask,
  { before, after }: Settled,
): Promise<void> {
  if (before === null || after === null) return;
  // A name that somebody else gave meanwhile is none of ours to take back.
  const isOurs = carriedOut(target.steps, before, after).some(({ kind }) => kind === 'rename');
  if (!isOurs) return;
  if (after.active) await storage.formerNames.remove(target.ref);
  else await storage.formerNames.set(target.ref, { name: before.username, now: after.username });
}

/** One entry for each kind of change, so that every one is found under its own action. */
function auditEntries(
  services: Services,
  { run, plan, target }: BegunTask,
  { outcome, before, after }: Settled,
): readonly AuditDraft[] {
  const isDeleted = after === null && outcome.kind === 'done';
  return actionsOf(target.steps).map((action, n) => {
    // Where it was asked for: the write itself comes from nowhere.
    const draft = auditOf(
      services,
      { actor: null, place: plan.requestedFrom },
      {
        key: `target/${run.id}/${target.n}${n === 0 ? '' : `/${n}`}`,
        action,
        status: STATUS[outcome.kind],
        target: nameFor(target),
        description: `${run.id}: ${undoWords(plan.operation)}${describe(outcome)}`,
        before: before === null ? null : stateWords(before, target.steps),
        after: after === null ? (isDeleted ? 'deleted' : null) : stateWords(after, target.steps),
      },
    );
    return { ...draft, actor: { person: run.requestedBy, account: null } };
  });
}

/** A name that is given back is the one people look for; the one with the suffix is in what was before. */
function nameFor({ steps, username }: BegunTask['target']): string {
  const activates = steps.some(({ kind }) => kind === 'activate');
  const rename = activates ? steps.find((step) => step.kind === 'rename') : undefined;
  return rename?.to ?? username;
}

function undoWords(operation: BegunTask['plan']['operation']): string {
  return operation.kind === 'undo' ? `undo of ${operation.run}, ` : '';
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
