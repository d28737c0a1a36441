import type { Approval } from '../domain/approval.ts';
import type { ApprovalId, PlanId, RunId } from '../domain/ids.ts';
import type { Plan } from '../domain/plan.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Run } from '../domain/run.ts';
import type { Storage } from '../ports/storage.ts';

/** Loads what somebody named, or says that there is no such thing. */
export async function loadApproval(
  { approvals }: Pick<Storage, 'approvals'>,
  id: ApprovalId,
): Promise<Approval> {
  return (await approvals.load(id)) ?? missing('approval', id);
}

export async function loadRun({ runs }: Pick<Storage, 'runs'>, id: RunId): Promise<Run> {
  return (await runs.load(id)) ?? missing('run', id);
}

/** The plan of something that is stored: its absence is a broken invariant, but is told the same way. */
export async function loadPlan({ plans }: Pick<Storage, 'plans'>, id: PlanId): Promise<Plan> {
  return (await plans.load(id)) ?? missing('plan', id);
}

function missing(what: string, name: string): never {
  throw new ProblemError({ kind: 'not-found', what, name, nearest: [] });
}
