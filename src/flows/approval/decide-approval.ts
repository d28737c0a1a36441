import { type Approval, decide, expire, isOpen, type Verdict } from '../../domain/approval.ts';
import type { AuditAction, AuditDraft } from '../../domain/audit-event.ts';
import type { ApprovalId, RunId } from '../../domain/ids.ts';
import { isProblem, type Problem, ProblemError } from '../../domain/problem.ts';
import { BAR_WORDS, type Bar, barOf } from '../../policy/approvers.ts';
import type { Effects } from '../../ports/records.ts';
import { auditOf, ROLLCALL } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { changeSettingJob, refreshJob, startJob } from '../job-requests.ts';
import { loadApproval, loadPlan } from '../load.ts';
import type { Services } from '../services.ts';
import { dutyOf, lapsedApprovers } from './approval-duty.ts';
import type { Asking } from './ask-approval.ts';
import { noticeOfApproval } from './plan-notices.ts';

/** A verdict, with who gives it and where. */
export interface DecisionRequest extends Asking {
  readonly approval: ApprovalId;
  readonly verdict: Verdict['verdict'];
  readonly reason: string | null;
}

/** An approval is decided and rewritten a handful of times; more conflicts than this in a row are a broken store. */
const MAX_TRIES = 20;

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
  for (let tries = 1; ; tries += 1) {
    const approval = await loadApproval(services.storage, request.approval);
    const decided = await decideOn(services, request, approval);
    try {
      await services.storage.approvals.replace(decided, effectsOf(services, request, decided));
    } catch (error) {
      // Mostly somebody else's verdict was stored, so that this ends with the first final one; but a record that was
      // edited in the store would be refused for ever.
      if (!isProblem(error, 'conflict') || tries === MAX_TRIES) throw error;
      continue;
    }
    const posted = [await noticeOfApproval(services, decided, request.actor.person.id)];
    return { outcome: 'done', notices: [], replace: null, posted };
  }
}

async function decideOn(
  services: Services,
  { actor, verdict, reason }: DecisionRequest,
  approval: Approval,
): Promise<Approval> {
  await refuseOtherPlan(services, approval);
  const bar = await barOf(actor.person, dutyOf(services, approval));
  const decision = decide(approval, {
    verdict,
    reason,
    actor,
    barred: bar === null ? null : BAR_WORDS[bar].sentence,
    // Of one that is decided nobody's approval is looked at again.
    lapsed: isOpen(approval) ? await lapsedApprovers(services, approval) : new Set(),
    run: runIdOf(approval),
    at: services.clock.now(),
  });
  if (!decision.ok) throw new ProblemError(withOffer(decision.problem, approval, bar));
  return decision.approval;
}

/** Whoever asked cannot decide, but can take it back. */
function withOffer(problem: Problem, { id }: Approval, bar: Bar | null): Problem {
  return problem.kind === 'not-allowed' && bar === 'asked'
    ? { ...problem, offer: `withdraw ${id}` }
    : problem;
}

async function refuseOtherPlan({ storage }: Services, { id, subject }: Approval): Promise<void> {
  if (subject.kind !== 'plan') return;
  const plan = await loadPlan(storage, subject.plan);
  if (plan.fingerprint === subject.fingerprint) return;
  throw new ProblemError({
    kind: 'conflict',
    message: `The plan of ${id} is not the one that was asked about. Nothing was changed.`,
  });
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
function runIdOf(approval: Approval): RunId {
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
  const follows = decided.state === 'approved' ? [next(decided)] : [];
  return { audit: [audit], jobs: [refreshJob(decided.id), ...follows] };
}

function next({ id, subject }: Approval) {
  return subject.kind === 'plan' ? startJob(id) : changeSettingJob(id);
}
