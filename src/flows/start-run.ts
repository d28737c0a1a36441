import type { Approval } from '../domain/approval.ts';
import type { ApprovalId } from '../domain/ids.ts';
import type { Plan } from '../domain/plan.ts';
import { isProblem } from '../domain/problem.ts';
import type { Run } from '../domain/run.ts';
import { counted } from '../domain/text.ts';
import { auditOf, ROLLCALL } from './audit.ts';
import { announceJob, refreshJob, writeJob } from './job-requests.ts';
import { loadApproval, loadPlan } from './load.ts';
import { movedTargets } from './moved-targets.ts';
import type { Services } from './services.ts';

/** Makes the run of an approved approval, once however often it is called, and posts its card. */
export async function startRun(services: Services, id: ApprovalId): Promise<void> {
  const { storage } = services;
  const approval = await loadApproval(storage, id);
  const { state, run, subject } = approval;
  if (state !== 'approved' || run === null || subject.kind !== 'plan') return;
  if ((await storage.runs.load(run)) !== undefined) return;
  const plan = await loadPlan(storage, subject.plan);
  // Before the run changes anybody itself.
  await noteMoved(services, approval, plan);
  try {
    await storage.runs.create(newRun(services, approval, run, plan), {
      audit: [
        auditOf(services, ROLLCALL, {
          key: `started/${run}`,
          action: 'Run Started',
          status: 'done',
          target: run,
          description: `${plan.operation.kind} ${counted(plan.targets, 'user')}`,
        }),
      ],
      jobs: [announceJob(run), writeJob(plan.connection)],
    });
  } catch (error) {
    if (!isProblem(error, 'conflict')) throw error;
  }
}

function newRun({ clock }: Services, approval: Approval, id: Run['id'], plan: Plan): Run {
  return {
    id,
    version: 1,
    plan: plan.id,
    approval: approval.id,
    connection: plan.connection,
    state: 'queued',
    total: plan.targets,
    requestedBy: approval.requestedBy,
    approvedBy: approval.verdicts.filter((v) => v.verdict === 'approve').map((v) => v.person),
    createdAt: clock.now(),
    startedAt: null,
    finishedAt: null,
    readBack: null,
    waitingSince: null,
  };
}

/** Puts on the card what changed since planning. Beside the click: a large plan takes a while to look through. */
async function noteMoved(services: Services, approval: Approval, plan: Plan): Promise<void> {
  if (approval.moved !== null) return;
  const moved = await movedTargets(services, plan);
  const next = { ...approval, version: approval.version + 1, moved };
  try {
    await services.storage.approvals.replace(next, { jobs: [refreshJob(approval.id)] });
  } catch (error) {
    // Another start of the same run noted it.
    if (!isProblem(error, 'conflict')) throw error;
  }
}
