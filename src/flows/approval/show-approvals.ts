import type { Approval } from '../../domain/approval.ts';
import type { ApprovalsNotice, OpenRequest } from '../../domain/notice.ts';
import type { Actor, Person } from '../../domain/person.ts';
import { BAR_WORDS, barOf } from '../../policy/approvers.ts';
import { loadPlan } from '../load.ts';
import { nameOf } from '../people.ts';
import type { Services } from '../services.ts';
import { dutyOf } from './approval-duty.ts';

const MAX_SHOWN = 20;
/** Requests that are open at once are few; the page only bounds memory. */
const MAX_OPEN = 1000;

/** What waits for a decision, then what is held, each oldest first, and whether the reader may decide it. */
export async function showApprovals(services: Services, { person }: Actor): Promise<ApprovalsNotice> {
  const due = await openIn(services, 'waiting');
  const held = await openIn(services, 'held');
  const rows: OpenRequest[] = [];
  for (const approval of [...due, ...held].slice(0, MAX_SHOWN)) {
    rows.push(await openRequest(services, person, approval));
  }
  return { kind: 'approvals', waiting: rows, due: due.length, held: held.length };
}

/** A request as one reader sees it. */
export async function openRequest(
  services: Services,
  reader: Person,
  approval: Approval,
): Promise<OpenRequest> {
  const bar = await barOf(reader, dutyOf(services, approval));
  return {
    approval,
    about: await aboutOf(services, approval),
    requester: await nameOf(services.storage, approval.requestedBy),
    barred: bar === null ? null : BAR_WORDS[bar].toYou,
  };
}

/** Requests of that state whose time is not over, oldest first. */
export async function openIn(
  { storage, clock }: Services,
  state: 'waiting' | 'held',
): Promise<readonly Approval[]> {
  const found = await storage.approvals.list({ states: [state], limit: MAX_OPEN, newestFirst: false });
  return found.filter(({ expiresAt }) => clock.now() < expiresAt);
}

async function aboutOf({ storage }: Services, { subject }: Approval) {
  return subject.kind === 'plan' ? loadPlan(storage, subject.plan) : subject.change;
}
