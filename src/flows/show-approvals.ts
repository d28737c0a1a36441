import type { ApprovalsNotice } from '../domain/notice.ts';
import type { Actor } from '../domain/person.ts';
import { isApprover } from '../policy/approvers.ts';
import { loadPlan } from './load.ts';
import { nameOf } from './people.ts';
import type { Services } from './services.ts';

const MAX_SHOWN = 20;

/** What waits for a decision, oldest first, and whether the reader may make it. */
export async function showApprovals(
  { storage, clock }: Services,
  { person }: Actor,
): Promise<ApprovalsNotice> {
  const waiting = await storage.approvals.list({ states: ['waiting'], limit: MAX_SHOWN, newestFirst: false });
  const rows: ApprovalsNotice['waiting'][number][] = [];
  for (const approval of waiting.filter(({ expiresAt }) => clock.now() < expiresAt)) {
    const plan = await loadPlan(storage, approval.plan);
    let barred: string | null = null;
    if (approval.requestedBy === person.id) barred = 'you asked for it';
    else if (!isApprover(person)) barred = 'needs the role approver';
    else if (await storage.planRows.hasTarget(plan.id, person.users)) barred = 'you are one of the users';
    rows.push({ approval, plan, requester: await nameOf(storage, approval.requestedBy), barred });
  }
  return { kind: 'approvals', waiting: rows };
}
