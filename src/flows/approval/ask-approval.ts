import type { Place } from '../../domain/account.ts';
import { APPROVAL_LIFETIME_MS, type Approval, type ApprovalSubject } from '../../domain/approval.ts';
import type { ApprovalId, PlanId } from '../../domain/ids.ts';
import type { Actor } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import { allPeople } from '../people.ts';
import type { Services } from '../services.ts';
import { findDeciders } from './approval-duty.ts';
import { missingDeciderRemedy } from './missing-decider.ts';

/** Who asks for something and where. */
export interface Asking {
  readonly actor: Actor;
  readonly place: Place;
}

/** A suffix neither a plan nor an approval has yet; the rows of a plan are keyed by it. */
export async function freeSuffix({ ids, storage }: Services): Promise<string> {
  for (;;) {
    const suffix = ids.short();
    const plan = await storage.plans.load(`P-${suffix}` as PlanId);
    const approval = await storage.approvals.load(`A-${suffix}` as ApprovalId);
    if (plan === undefined && approval === undefined) return suffix;
  }
}

/** A new approval, waiting for its decision unless said otherwise. */
export function newApproval(
  { clock }: Pick<Services, 'clock'>,
  { actor, place }: Asking,
  asked: Pick<Approval, 'id' | 'subject' | 'quorum'> & Partial<Pick<Approval, 'state' | 'reason'>>,
): Approval {
  const now = clock.now();
  return {
    version: 1,
    state: 'waiting',
    reason: null,
    requestedBy: actor.person.id,
    requestedFrom: place,
    verdicts: [],
    createdAt: now,
    expiresAt: now + APPROVAL_LIFETIME_MS,
    moved: null,
    raisedCap: null,
    run: null,
    ...asked,
  };
}

/** Throws `guarded` when too few people could ever approve: a question nobody can answer is not asked. */
export async function refuseWithoutDeciders(
  services: Services,
  { actor }: Asking,
  subject: ApprovalSubject,
  quorum: number,
): Promise<void> {
  const { may, barred } = await findDeciders(services, { requestedBy: actor.person.id, subject });
  if (may.length >= quorum) return;
  const names = may.map(({ name }) => name).join(', ');
  const who =
    may.length === 0
      ? 'Nobody could approve this'
      : `This needs ${quorum} approvals, and only ${names} could give one`;
  const why =
    subject.kind === 'plan'
      ? 'every other approver is either who asked or one of the users'
      : 'it takes a second person, and there is none';
  const isTarget = subject.kind === 'plan' && barred.some(({ bar }) => bar === 'target');
  const hint = isTarget ? 'Leave the approvers out of the filter if they need not be in it. ' : '';
  throw new ProblemError({
    kind: 'guarded',
    message: `${who}: ${why}. Nothing was changed.`,
    remedy: `${hint}${missingDeciderRemedy(await allPeople(services))}`,
  });
}
