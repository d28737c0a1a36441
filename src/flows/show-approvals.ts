import type { Approval } from '../domain/approval.ts';
import type { ApprovalsNotice } from '../domain/notice.ts';
import type { Actor } from '../domain/person.ts';
import { BAR_WORDS, barOf } from '../policy/approvers.ts';
import { dutyOf } from './approval-duty.ts';
import { loadPlan } from './load.ts';
import { nameOf } from './people.ts';
import type { Services } from './services.ts';

const MAX_SHOWN = 20;

/** What waits for a decision, oldest first, and whether the reader may make it. */
export async function showApprovals(services: Services, { person }: Actor): Promise<ApprovalsNotice> {
  const { storage, clock } = services;
  const open = await storage.approvals.list({
    states: ['held', 'waiting'],
    limit: MAX_SHOWN,
    newestFirst: false,
  });
  const rows: ApprovalsNotice['waiting'][number][] = [];
  for (const approval of open.filter(({ expiresAt }) => clock.now() < expiresAt)) {
    const bar = await barOf(person, dutyOf(services, approval));
    rows.push({
      approval,
      about: await aboutOf(services, approval),
      requester: await nameOf(storage, approval.requestedBy),
      barred: bar === null ? null : BAR_WORDS[bar].toYou,
    });
  }
  return { kind: 'approvals', waiting: rows };
}

async function aboutOf({ storage }: Services, { subject }: Approval) {
  return subject.kind === 'plan' ? loadPlan(storage, subject.plan) : subject.change;
}
