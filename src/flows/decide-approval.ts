import type { Place } from '../domain/account.ts';
import { type Approval, decide, expire, type Verdict } from '../domain/approval.ts';
import type { AuditAction, AuditDraft } from '../domain/audit-event.ts';
import type { ApprovalId, RunId } from '../domain/ids.ts';
import type { Actor } from '../domain/person.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Effects } from '../ports/stores.ts';
import { auditOf, ROLLCALL } from './audit.ts';
import type { Answer } from './bot.ts';
import { refreshJob } from './job-requests.ts';
import { loadApproval, loadPlan } from './load.ts';
import { approvalNotice } from './plan-notices.ts';
import type { Services } from './services.ts';

export interface DecisionRequest {
  readonly actor: Actor;
  readonly place: Place;
  readonly approval: ApprovalId;
  readonly verdict: Verdict['verdict'];
  readonly reason: string | null;
}

const ACTIONS: Readonly<Record<Verdict['verdict'], AuditAction>> = {
  approve: 'Approval Approved',
  reject: 'Approval Rejected',
  withdraw: 'Approval Withdrawn',
};

/**
 * Leg 2: one verdict. The store accepts it only over the version it was decided on, so of many clicks at
 * once one is written; the others are told what it was. The run starts from the effects of that one write.
 */
export async function decideApproval(services: Services, request: DecisionRequest): Promise<Answer> {
  const { storage, clock } = services;
  const approval = await loadApproval(storage, request.approval);
  const plan = await loadPlan(storage, approval.plan);
  if (plan.fingerprint !== approval.fingerprint) {
    throw new ProblemError({
      kind: 'conflict',
      message: `The plan of ${approval.id} is not the one that was asked about. Nothing was changed.`,
    });
  }
  const actorIsTarget = await storage.planRows.hasTarget(plan.id, request.actor.person.users);
  const decision = decide(approval, {
    verdict: request.verdict,
    reason: request.reason,
    actor: request.actor,
    at: clock.now(),
    actorIsTarget,
    run: runIdOf(approval),
  });
  if (!decision.ok) throw new ProblemError(decision.problem);
  await storage.approvals.replace(decision.approval, effectsOf(services, request, decision.approval));
  return {
    outcome: 'done',
    notices: [],
    replace: null,
    posted: [await approvalNotice(services, decision.approval, plan, 'names')],
  };
}

/** Ends an approval whose time is over; harmless when it was decided meanwhile. */
export async function expireApproval(services: Services, id: ApprovalId): Promise<void> {
  const { storage, clock } = services;
  const approval = await storage.approvals.load(id);
  const expired = approval === undefined ? undefined : expire(approval, clock.now());
  if (expired === undefined) return;
  await storage.approvals.replace(expired, {
    audit: [
      auditOf(services, ROLLCALL, {
        key: `expired/${id}`,
        action: 'Approval Expired',
        status: 'done',
        target: id,
        description: 'nobody decided in time; nothing was changed',
      }),
    ],
    jobs: [refreshJob(id)],
  });
}

/** The run shares the suffix of its approval. */
export function runIdOf(approval: Approval): RunId {
  return `R-${approval.id.slice(2)}` as RunId;
}

function effectsOf(services: Services, request: DecisionRequest, decided: Approval): Effects {
  const audit: AuditDraft = auditOf(services, request, {
    key: `decided/${decided.id}/${decided.version}`,
    action: ACTIONS[request.verdict],
    status: 'done',
    target: decided.id,
    description: request.reason === null ? `now ${decided.state}` : `now ${decided.state}: ${request.reason}`,
  });
  const start = { name: 'start-run', key: decided.id, payload: { approval: decided.id } } as const;
  return { audit: [audit], jobs: [refreshJob(decided.id), ...(decided.run === null ? [] : [start])] };
}
