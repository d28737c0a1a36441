import { type Approval, approversOf } from '../../domain/approval.ts';
import type { ApprovalId } from '../../domain/ids.ts';
import { frozenWords } from '../../domain/operation-words.ts';
import type { LeftOut, Plan } from '../../domain/plan.ts';
import { isProblem } from '../../domain/problem.ts';
import type { Run } from '../../domain/run.ts';
import { auditOf, ROLLCALL } from '../audit.ts';
import { announceJob, refreshJob, writeJob } from '../job-requests.ts';
import { loadApproval, loadPlan } from '../load.ts';
import type { Services } from '../services.ts';
import { lookThrough } from './moved-targets.ts';

/**
 * Makes the run of an approved approval, once however often it is called, and posts its card. Targets that are not
 * those that were approved are not run: the request ends there, and its card and the audit log say so.
 */
export async function startRun(services: Services, id: ApprovalId): Promise<void> {
  const { storage } = services;
  const approval = await loadApproval(storage, id);
  const { state, run, subject } = approval;
  if (state !== 'approved' || run === null || subject.kind !== 'plan') return;
  if ((await storage.runs.load(run)) !== undefined) return;
  const plan = await loadPlan(storage, subject.plan);
  // Before the run changes anybody itself.
  const { moved, fingerprint } = await lookThrough(services, plan, approval);
  if (fingerprint !== subject.fingerprint) return refuseOtherTargets(services, approval, run, fingerprint);
  await noteMoved(services, approval, moved);
  try {
    await storage.runs.create(newRun(services, approval, run, plan), {
      audit: [
        auditOf(services, ROLLCALL, {
          key: `started/${run}`,
          action: 'Run Started',
          status: 'done',
          target: run,
          description: frozenWords(plan),
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
    approvedBy: approversOf(approval),
    createdAt: clock.now(),
    startedAt: null,
    finishedAt: null,
    readBack: null,
    waitingSince: null,
  };
}

/** Puts on the card what changed since planning. Beside the click: a large plan takes a while to look through. */
async function noteMoved(services: Services, approval: Approval, moved: readonly LeftOut[]): Promise<void> {
  if (approval.moved !== null) return;
  const next = { ...approval, version: approval.version + 1, moved };
  try {
    await services.storage.approvals.replace(next, { jobs: [refreshJob(approval.id)] });
  } catch (error) {
    // Another start of the same run noted it.
    if (!isProblem(error, 'conflict')) throw error;
  }
}

const OTHER_TARGETS =
  'Nothing was started: the stored targets are not those that were approved, so somebody changed the database. Nobody was changed. Ask again to get a fresh plan.';

/** Without its run the approval is over, so that a repeated start refuses once. */
async function refuseOtherTargets(
  services: Services,
  approval: Approval,
  run: Run['id'],
  fingerprint: string,
): Promise<void> {
  services.logger.error('plan changed after its approval', { approval: approval.id, fingerprint });
  const next = { ...approval, version: approval.version + 1, run: null, notStarted: OTHER_TARGETS };
  await services.storage.approvals.replace(next, {
    audit: [
      auditOf(services, ROLLCALL, {
        key: `started/${run}`,
        action: 'Run Started',
        status: 'refused',
        target: run,
        description: OTHER_TARGETS,
      }),
    ],
    jobs: [refreshJob(approval.id)],
  });
}
