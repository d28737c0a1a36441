import { describeFilter } from '../commands/describe-filter.ts';
import { wideFilterProblem } from '../commands/narrows.ts';
import { printFilter } from '../commands/print-filter.ts';
import type { Place } from '../domain/account.ts';
import { APPROVAL_LIFETIME_MS, type Approval } from '../domain/approval.ts';
import type { AuditDraft } from '../domain/audit-event.ts';
import type { Filter, Order } from '../domain/filter.ts';
import type { ApprovalId, PlanId, UserRef } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import type { Actor } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import { ProblemError } from '../domain/problem.ts';
import { decidersOf } from '../policy/approvers.ts';
import { answerWith } from './answer.ts';
import { auditOf } from './audit.ts';
import type { Answer } from './bot.ts';
import { announceJob, expireJob } from './job-requests.ts';
import { makePlan, type PlanRequest } from './make-plan.ts';
import { allPeople } from './people.ts';
import { approvalNotice, reportNotice } from './plan-notices.ts';
import type { Services } from './services.ts';

export interface Proposal {
  readonly actor: Actor;
  readonly place: Place;
  readonly operation: Operation;
  readonly choice:
    | { readonly kind: 'filter'; readonly filter: Filter; readonly frozenAt: number }
    | { readonly kind: 'picked'; readonly users: readonly UserRef[] };
  readonly order: Order;
}

/** How many people have to approve; the trust issue grades it by severity. */
const QUORUM = 1;

/** Leg 1 of a change: freezes a plan and asks for its approval, or says why there is nothing to approve. */
export async function proposeRun(services: Services, proposal: Proposal): Promise<Answer> {
  const suffix = await freeSuffix(services);
  const plan = await makePlan(services, planRequest(services, proposal, `P-${suffix}` as PlanId));
  if (plan.targets === 0) return answerWith({ kind: 'nothing', plan });
  if (plan.kind === 'report') return report(services, proposal, plan);
  const approval = approvalFor(services, proposal, plan, `A-${suffix}` as ApprovalId);
  await refuseWithoutDecider(services, plan);
  await services.storage.approvals.create(approval, {
    audit: [requested(services, proposal, plan, approval.id)],
    jobs: [announceJob(approval.id), expireJob(approval)],
  });
  const notice = await approvalNotice(services, approval, plan, 'names');
  return { outcome: 'done', notices: [], replace: null, posted: [notice] };
}

/** A suffix neither a plan nor an approval has yet; the rows of a plan are keyed by it. */
async function freeSuffix({ ids, storage }: Services): Promise<string> {
  for (;;) {
    const suffix = ids.short();
    const taken = await storage.plans.load(`P-${suffix}` as PlanId);
    if (taken === undefined) return suffix;
  }
}

function planRequest({ clock, rules }: Services, proposal: Proposal, id: PlanId): PlanRequest {
  const { operation, order, actor, place, choice } = proposal;
  const base = { id, operation, order, requestedBy: actor.person.id, requestedFrom: place, now: clock.now() };
  if (choice.kind === 'picked') return { ...base, choice };
  const filter = withImpliedStatus(choice.filter, operation);
  refuseUnlessNarrowed(filter);
  return {
    ...base,
    choice: {
      kind: 'filter',
      filter: { filter, frozenAt: choice.frozenAt, zone: rules.zone },
      text: printFilter(filter),
      words: describeFilter(filter),
    },
  };
}

/** `activate` without a status means the deactivated: with the usual default it could never match. */
function withImpliedStatus(filter: Filter, operation: Operation): Filter {
  if (operation.kind !== 'activate' || filter.terms.some((term) => term.kind === 'status')) return filter;
  return { terms: [...filter.terms, { kind: 'status', status: 'deactivated' }] };
}

function refuseUnlessNarrowed(filter: Filter): void {
  const problem = wideFilterProblem(filter);
  if (problem !== null) throw new ProblemError(problem);
}

async function refuseWithoutDecider({ storage }: Services, plan: Plan): Promise<void> {
  const people = await allPeople(storage);
  const { may } = await decidersOf(people, plan.requestedBy, (users) =>
    storage.planRows.hasTarget(plan.id, users),
  );
  if (may.length > 0) return;
  throw new ProblemError({
    kind: 'guarded',
    message: 'Nobody could approve this: every approver is either who asked or one of the users.',
    remedy: 'Ask an admin to give somebody else the role approver, or leave the approvers out of the filter.',
  });
}

function approvalFor({ clock }: Services, proposal: Proposal, plan: Plan, id: ApprovalId): Approval {
  const now = clock.now();
  return {
    id,
    version: 1,
    plan: plan.id,
    fingerprint: plan.fingerprint,
    state: 'waiting',
    requestedBy: proposal.actor.person.id,
    requestedFrom: proposal.place,
    quorum: QUORUM,
    verdicts: [],
    createdAt: now,
    expiresAt: now + APPROVAL_LIFETIME_MS,
    run: null,
  };
}

async function report(services: Services, proposal: Proposal, plan: Plan): Promise<Answer> {
  await services.storage.audit.append([
    auditOf(services, proposal, {
      key: `report/${plan.id}`,
      action: 'Report Made',
      status: 'done',
      target: plan.id,
      description: `${plan.operation.kind} ${plan.targets} users, ${plan.source.label} cannot be written`,
    }),
  ]);
  return answerWith(await reportNotice(services, plan));
}

function requested(services: Services, proposal: Proposal, plan: Plan, id: ApprovalId): AuditDraft {
  return auditOf(services, proposal, {
    key: `requested/${id}`,
    action: 'Change Requested',
    status: 'done',
    target: id,
    description: `${plan.operation.kind} ${plan.targets} users: ${plan.filterWords}`,
  });
}
