import type { ApprovalId } from '../../domain/ids.ts';
import { findDeciders } from '../approval/approval-duty.ts';
import type { Services } from '../services.ts';
import { postMissing } from './announce.ts';
import { copiesOf } from './load-card.ts';

/** Sends the card once more, privately, to everybody who can still decide; each person once. */
export async function remindApproval(services: Services, id: ApprovalId): Promise<void> {
  const approval = await services.storage.approvals.load(id);
  if (approval?.state !== 'waiting' || services.clock.now() >= approval.expiresAt) return;
  const deciders = await findDeciders(services, approval);
  const people = deciders.may.filter(
    (person) => !approval.verdicts.some((verdict) => verdict.person === person.id && verdict.lapsed !== true),
  );
  const notice = copiesOf(services, approval, deciders);
  const home = approval.requestedFrom;
  const nobodyElse = { place: null, requester: undefined, follows: null, isResult: false };
  await postMissing(services, id, { ...nobodyElse, home, people, notice }, 'reminder');
}
