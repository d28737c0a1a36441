import { parseFilterText } from '../../commands/parse-filter.ts';
import type { Place } from '../../domain/account.ts';
import { type Approval, release } from '../../domain/approval.ts';
import type { ApprovalId, PlanId, UserRef } from '../../domain/ids.ts';
import { frozenWords } from '../../domain/operation-words.ts';
import type { Actor } from '../../domain/person.ts';
import type { Plan } from '../../domain/plan.ts';
import { type Problem, ProblemError } from '../../domain/problem.ts';
import { numberText } from '../../domain/text.ts';
import { freeSuffix, refuseWithoutDeciders } from '../approval/ask-approval.ts';
import { noticeOfApproval } from '../approval/plan-notices.ts';
import { auditOf } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { capToday } from '../cap.ts';
import { announceJob, refreshJob } from '../job-requests.ts';
import { loadApproval, loadPlan } from '../load.ts';
import type { Services } from '../services.ts';
import { makePlan } from './make-plan.ts';
import type { Choice } from './plan-candidates.ts';
import { refuseUnreliableRead } from './reliable-read.ts';

const PAGE = 1000;

/** Of a held change, as many users as today's cap allows, longest idle first; then its approval is asked for. */
export async function takeFewer(
  services: Services,
  origin: { readonly actor: Actor; readonly place: Place },
  id: ApprovalId,
): Promise<Answer> {
  const { storage, clock } = services;
  const approval = await loadApproval(storage, id);
  const held = await heldPlan(services, approval, origin.actor);
  refuseUnreliableRead(services, held.connection);
  const plan = await makePlan(services, {
    id: `P-${await freeSuffix(services)}` as PlanId,
    operation: held.operation,
    choice: await sameChoice(services, held),
    order: { by: 'login', descending: false },
    requestedBy: held.requestedBy,
    requestedFrom: held.requestedFrom,
    now: clock.now(),
    upToCap: true,
  });
  if (plan.targets === 0) throw new ProblemError(await nothingLeft(services, id, held));
  const subject = { kind: 'plan', plan: plan.id, fingerprint: plan.fingerprint } as const;
  await refuseWithoutDeciders(services, origin, subject, plan.quorum);
  const released = release(approval, { subject, quorum: plan.quorum }, clock.now());
  if (released === undefined) throw new ProblemError(notHeld(approval));
  await storage.approvals.replace(released, {
    audit: [
      auditOf(services, origin, {
        key: `taken/${id}/${released.version}`,
        action: 'Change Requested',
        status: 'done',
        target: id,
        description: `${frozenWords(plan)}; of ${numberText(held.targets)}, as many as the cap allows today`,
      }),
    ],
    jobs: [announceJob(id), refreshJob(id)],
  });
  return {
    outcome: 'done',
    notices: [],
    replace: null,
    posted: [await noticeOfApproval(services, released, origin.actor.person.id)],
  };
}

async function nothingLeft(services: Services, id: ApprovalId, { cap, connection }: Plan): Promise<Problem> {
  const enough = (await capToday(services, connection)).used + (cap?.eligible ?? 0);
  return {
    kind: 'guarded',
    message: "Today's cap is used up, so nobody can be taken now. Nothing was changed.",
    remedy: `Users count for 24 hours; try again later, or ask for a higher cap with "cap ${id} ${enough} "why"".`,
  };
}

/** The plan of a held approval, for the person who asked for it. */
export async function heldPlan({ storage }: Services, approval: Approval, actor: Actor): Promise<Plan> {
  const { subject, state, requestedBy } = approval;
  if (state !== 'held' || subject.kind !== 'plan') throw new ProblemError(notHeld(approval));
  if (requestedBy === actor.person.id) return loadPlan(storage, subject.plan);
  throw new ProblemError({
    kind: 'not-allowed',
    message: 'Only the person who asked can choose how to go on. Nothing was changed.',
  });
}

function notHeld({ id, state }: Approval) {
  return {
    kind: 'conflict',
    message: `${id} is ${state}, not held back by the cap. Nothing was changed.`,
  } as const;
}

/** What the held plan was made of, to be looked at again as it is now. */
async function sameChoice(services: Services, held: Plan): Promise<Choice> {
  if (held.filter === null) return { kind: 'picked', users: await longestIdleFirst(services, held) };
  const filter = { filter: parseFilterText(held.filter), frozenAt: held.frozenAt, zone: services.rules.zone };
  return { kind: 'filter', filter, text: held.filter, words: held.filterWords };
}

/** Hand-picked users in the order the cap takes them: never used before all, unknown last. */
async function longestIdleFirst({ storage }: Services, { id }: Plan): Promise<readonly UserRef[]> {
  const rows: { readonly ref: UserRef; readonly since: number }[] = [];
  for (let from = 0; ; from += PAGE) {
    const targets = await storage.planRows.targets(id, from, PAGE);
    if (targets.length === 0) break;
    for (const { ref, lastLogin } of targets) {
      const since = lastLogin.kind === 'never' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
      rows.push({ ref, since: 'at' in lastLogin ? lastLogin.at : since });
    }
  }
  return rows.sort((a, b) => (a.since === b.since ? 0 : a.since - b.since)).map(({ ref }) => ref);
}
