import { caseless } from '../../domain/caseless.ts';
import type { RunId } from '../../domain/ids.ts';
import type { Plan, PlanTarget } from '../../domain/plan.ts';
import { ProblemError } from '../../domain/problem.ts';
import { isLive, type Run } from '../../domain/run.ts';
import type { Asking } from '../approval/ask-approval.ts';
import { refuseSameUndo } from '../approval/asked-already.ts';
import type { Answer } from '../bot.ts';
import { loadPlan, loadRun } from '../load.ts';
import { proposePlan } from '../plan/propose-run.ts';
import type { Services } from '../services.ts';

const PAGE = 1000;

/** Plans to put back what a run changed, of everybody or of one user; the plan is approved like any other. */
export async function undoRun(
  services: Services,
  asking: Asking,
  wish: { readonly run: RunId; readonly name: string | null },
): Promise<Answer> {
  const run = await loadRun(services.storage, wish.run);
  const plan = await loadPlan(services.storage, run.plan);
  refuseUnlessUndoable(run, plan);
  const target = wish.name === null ? null : await targetNamed(services, run, wish.name);
  const [user, username] = [target?.ref ?? null, target?.username ?? null];
  const operation = { kind: 'undo', run: run.id, user, username } as const;
  await refuseSameUndo(services, operation);
  return proposePlan(services, asking, {
    operation,
    choice: { kind: 'undo', run: run.id, plan: run.plan, user, username },
    order: plan.order,
  });
}

function refuseUnlessUndoable(run: Run, plan: Plan): void {
  if (isLive(run.state)) {
    throw new ProblemError({
      kind: 'conflict',
      message: `${run.id} is still ${run.state}. Nothing was changed. Undo it when it has ended, or end it with "cancel ${run.id}".`,
    });
  }
  if (plan.operation.kind === 'delete') {
    throw new ProblemError({
      kind: 'guarded',
      message: `${run.id} deleted accounts, which cannot be undone. Nothing was changed.`,
      remedy: 'The results of the run list who they were and their groups.',
    });
  }
}

/** The one target of a run with that username or address; `ambiguous` when two accounts of it have it. */
async function targetNamed({ storage, census }: Services, run: Run, name: string): Promise<PlanTarget> {
  const wanted = caseless(name);
  const found: PlanTarget[] = [];
  for (let from = 0; ; from += PAGE) {
    const targets = await storage.planRows.targets(run.plan, from, PAGE);
    if (targets.length === 0) break;
    found.push(
      ...targets.filter(({ username, email }) => caseless(username) === wanted || caseless(email) === wanted),
    );
  }
  const [target, another] = found;
  const what = `user of ${run.id}`;
  if (target !== undefined && another === undefined) return target;
  if (target !== undefined) {
    const choices = found.map(({ username, directory }) => `${username} in ${directory}`);
    throw new ProblemError({ kind: 'ambiguous', what, name, choices });
  }
  const [user] = census.isReady ? census.roster.find(name) : [];
  if (user === undefined) {
    const nearest = census.isReady ? census.roster.nearestUsers(name, 3) : [];
    throw new ProblemError({ kind: 'not-found', what, name, nearest });
  }
  throw new ProblemError({
    kind: 'guarded',
    message: `${run.id} did not change ${user.username}, so there is nothing to undo. Nothing was changed.`,
    remedy: `"run ${run.id}" shows what it did and has its results as a file.`,
  });
}
