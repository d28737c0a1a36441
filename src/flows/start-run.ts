import type { ApprovalId } from '../domain/ids.ts';
import { isProblem } from '../domain/problem.ts';
import type { Run } from '../domain/run.ts';
import { auditOf, ROLLCALL } from './audit.ts';
import { announceJob, writeJob } from './job-requests.ts';
import { loadApproval, loadPlan } from './load.ts';
import type { Services } from './services.ts';

/** Makes the run of an approved approval, once however often it is called, and posts its card. */
export async function startRun(services: Services, id: ApprovalId): Promise<void> {
  const { storage, clock } = services;
  const approval = await loadApproval(storage, id);
  if (approval.state !== 'approved' || approval.run === null) return;
  const plan = await loadPlan(storage, approval.plan);
  const run: Run = {
    id: approval.run,
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
  };
  try {
    await storage.runs.create(run, {
      audit: [
        auditOf(services, ROLLCALL, {
          key: `started/${run.id}`,
          action: 'Run Started',
          status: 'done',
          target: run.id,
          description: `${plan.operation.kind} ${plan.targets} users`,
        }),
      ],
      jobs: [announceJob(run.id), writeJob(run.connection)],
    });
  } catch (error) {
    if (!isProblem(error, 'conflict')) throw error;
  }
}
