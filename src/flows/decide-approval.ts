import type { Place } from '../domain/account.ts';
import { type Approval, decide, expire, type Verdict } from '../domain/approval.ts';
import type { AuditAction, AuditDraft } from '../domain/audit-event.ts';
import type { ApprovalId, RunId } from '../domain/ids.ts';
import type { Actor } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import { isProblem, ProblemError } from '../domain/problem.ts';
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
 * once one is written; the others read again and are told what it was. The run starts from the effects of
 * that one write.
 */
export async function decideApproval(services: Services, request: DecisionRequest): Promise<Answer> {
  for (;;) {
    const approval = await loadApproval(services.storage, request.approval);
    const plan = await loadPlan(services.storage, approval.plan);
    const decided = await decideOn(services, request, approval, plan);
    try {
      await services.storage.approvals.replace(decided, effectsOf(services, request, decided));
    } catch (error) {
      // Every conflict means that somebody else's verdict was stored, so this ends with the first final one.
      if (isProblem(error, 'conflict')) continue;
      throw error;
    }
    const posted = [await approvalNotice(services, decided, plan, 'names')];
    return { outcome: 'done', notices: [], replace: null, posted };
  }
}

async function decideOn(
  { storage, clock }: Services,
  { actor, verdict, reason }: DecisionRequest,
  approval: Approval,
  plan: Plan,
): Promise<Approval> {
  if (plan.fingerprint !== approval.fingerprint) {
    throw new ProblemError({
      kind: 'conflict',
      message: `The plan of ${approval.id} is not the one that was asked about. Nothing was changed.`,
    });
  }
  const actorIsTarget = await storage.planRows.hasTarget(plan.id, actor.person.users);
  const run = runIdOf(approval);
  const decision = decide(approval, { verdict, reason, actor, actorIsTarget, run, at: clock.now() });
  if (!decision.ok) throw new ProblemError(decision.problem);
  return decision.approval;
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
