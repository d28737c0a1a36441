import { describeFilter } from '../../commands/describe-filter.ts';
import { wideFilterProblem } from '../../commands/narrows.ts';
import { printFilter } from '../../commands/print-filter.ts';
import type { Approval } from '../../domain/approval.ts';
import type { Filter, Order } from '../../domain/filter.ts';
import type { ApprovalId, PlanId, UserRef } from '../../domain/ids.ts';
import { meaningEverybodyNamed } from '../../domain/named-users.ts';
import type { Operation } from '../../domain/operation.ts';
import { frozenWords } from '../../domain/operation-words.ts';
import type { Plan } from '../../domain/plan.ts';
import { ProblemError } from '../../domain/problem.ts';
import { answerWith } from '../answer.ts';
import { type Asking, freeSuffix, newApproval, refuseWithoutDeciders } from '../approval/ask-approval.ts';
import { nothingNotice, noticeOfApproval, reportNotice } from '../approval/plan-notices.ts';
import { auditOf } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { expandFilter } from '../house/saved-filters.ts';
import { announceJob, expireJob, remindJob } from '../job-requests.ts';
import type { Services } from '../services.ts';
import { makePlan } from './make-plan.ts';
import type { Choice } from './plan-candidates.ts';
import { refuseUnreliableRead } from './reliable-read.ts';
import { resolveOperation } from './resolve-operation.ts';

/** What somebody asks to have done to whom; group names and saved filters as typed. */
export interface Proposal extends Asking {
  readonly operation: Exclude<Operation, { readonly kind: 'undo' }>;
  readonly choice:
    | { readonly kind: 'filter'; readonly filter: Filter; readonly frozenAt: number }
    | { readonly kind: 'picked'; readonly users: readonly UserRef[] };
  readonly order: Order;
}

/** Leg 1 of a change: freezes a plan and asks for its approval, or says why there is nothing to approve. */
export async function proposeRun(services: Services, proposal: Proposal): Promise<Answer> {
  const operation = resolveOperation(services, proposal.operation);
  const choice = await choiceOf(services, { ...proposal, operation });
  return proposePlan(services, proposal, { operation, choice, order: proposal.order });
}

/** What a plan is to be made of. */
export interface PlanWish {
  readonly operation: Operation;
  readonly choice: Choice;
  readonly order: Order;
}

/** Freezes the plan, then asks for its approval; a plan beyond the cap is held for who asked to choose. */
export async function proposePlan(services: Services, asking: Asking, wish: PlanWish): Promise<Answer> {
  const suffix = await freeSuffix(services);
  const plan = await makePlan(services, {
    id: `P-${suffix}` as PlanId,
    ...wish,
    requestedBy: asking.actor.person.id,
    requestedFrom: asking.place,
    now: services.clock.now(),
    upToCap: false,
  });
  if (plan.targets === 0) return answerWith(await nothingNotice(services, plan));
  if (plan.kind === 'report') return report(services, asking, plan);
  refuseUnreliableRead(services, plan.connection);
  const subject = { kind: 'plan', plan: plan.id, fingerprint: plan.fingerprint } as const;
  await refuseWithoutDeciders(services, asking, subject, plan.quorum);
  const state = isBeyondCap(plan) ? 'held' : 'waiting';
  const id = `A-${suffix}` as ApprovalId;
  const approval = newApproval(services, asking, { id, subject, quorum: plan.quorum, state });
  await services.storage.approvals.create(approval, {
    audit: [requested(services, asking, plan, approval)],
    jobs: [announceJob(id), expireJob(approval), remindJob(approval)],
  });
  const notice = await noticeOfApproval(services, approval, asking.actor.person.id);
  return { outcome: 'done', notices: [], replace: null, posted: [notice] };
}

/** True when the change would take access from more users than the cap allows today. */
function isBeyondCap({ cap }: Plan): boolean {
  return cap !== null && cap.eligible > cap.left;
}

async function choiceOf(services: Services, { choice, operation }: Proposal): Promise<Choice> {
  if (choice.kind === 'picked') return choice;
  const typed = await expandFilter(services, choice.filter);
  const filter = withImpliedStatus(typed, operation);
  refuseUnlessNarrowed(filter);
  const text = printFilter(filter);
  await services.breathe();
  return {
    kind: 'filter',
    filter: { filter, frozenAt: choice.frozenAt, zone: services.rules.zone },
    text,
    words: describeFilter(filter),
  };
}

/** `activate` and `delete` without a status mean the deactivated: with the usual default neither could match. */
function withImpliedStatus(typed: Filter, { kind }: Operation): Filter {
  const filter = meaningEverybodyNamed(typed);
  const isAboutDeactivated = kind === 'activate' || kind === 'delete';
  if (!isAboutDeactivated || filter.terms.some((term) => term.kind === 'status')) return filter;
  return { terms: [...filter.terms, { kind: 'status', status: 'deactivated' }] };
}

function refuseUnlessNarrowed(filter: Filter): void {
  const problem = wideFilterProblem(filter);
  if (problem !== null) throw new ProblemError(problem);
}

async function report(services: Services, asking: Asking, plan: Plan): Promise<Answer> {
  await services.storage.audit.append([
    auditOf(services, asking, {
      key: `report/${plan.id}`,
      action: 'Report Made',
      status: 'done',
      target: plan.id,
      description: `${frozenWords(plan)}; ${plan.source.label} cannot be written`,
    }),
  ]);
  return answerWith(await reportNotice(services, plan));
}

function requested(services: Services, asking: Asking, plan: Plan, { id, state }: Approval) {
  const held = state === 'held' ? ', beyond the cap' : '';
  return auditOf(services, asking, {
    key: `requested/${id}`,
    action: 'Change Requested',
    status: 'done',
    target: id,
    description: `${frozenWords(plan)}; ${plan.filterWords}${held}`,
  });
}
