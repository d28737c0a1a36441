import type { Approval } from '../domain/approval.ts';
import type {
  ApprovalNotice,
  Audience,
  Decider,
  ReportNotice,
  SettingApprovalNotice,
} from '../domain/notice.ts';
import type { Plan } from '../domain/plan.ts';
import type { SettingChange } from '../domain/setting-change.ts';
import { BAR_WORDS, type Deciders } from '../policy/approvers.ts';
import { findDeciders } from './approval-duty.ts';
import { loadPlan } from './load.ts';
import { nameOf, namesOf } from './people.ts';
import type { Services } from './services.ts';
import { writePlanFile } from './write-plan-file.ts';

/** Names a card lists before it says how many more there are. */
const SAMPLE = 5;

/**
 * The card of an approval as it stands now, for people who may see names or for a channel. Whoever draws it for
 * several says who decides, so that it is worked out once.
 */
export async function noticeOfApproval(
  services: Services,
  approval: Approval,
  audience: Audience,
  deciders?: Deciders,
): Promise<ApprovalNotice | SettingApprovalNotice> {
  const { subject } = approval;
  return subject.kind === 'plan'
    ? approvalNotice(services, approval, await loadPlan(services.storage, subject.plan), audience, deciders)
    : settingApprovalNotice(services, approval, subject.change, audience, deciders);
}

/** The card of a request to carry out a plan. */
export async function approvalNotice(
  services: Services,
  approval: Approval,
  plan: Plan,
  audience: Audience,
  deciders?: Deciders,
): Promise<ApprovalNotice> {
  const { planRows } = services.storage;
  return {
    kind: 'approval',
    approval,
    plan,
    audience,
    ...(await peopleOf(services, approval, deciders)),
    sample: audience === 'names' ? await planRows.targets(plan.id, 0, SAMPLE) : [],
  };
}

async function settingApprovalNotice(
  services: Services,
  approval: Approval,
  change: SettingChange,
  audience: Audience,
  deciders?: Deciders,
): Promise<SettingApprovalNotice> {
  return {
    kind: 'setting-approval',
    approval,
    change,
    audience,
    ...(await peopleOf(services, approval, deciders)),
  };
}

async function peopleOf(
  services: Services,
  approval: Approval,
  deciders: Deciders | undefined,
): Promise<Pick<ApprovalNotice, 'requester' | 'deciders' | 'barred' | 'names'>> {
  const { storage } = services;
  const { may, barred } = deciders ?? (await findDeciders(services, approval));
  return {
    requester: await nameOf(storage, approval.requestedBy),
    deciders: may.map((person): Decider => {
      const verdict = approval.verdicts.find((entry) => entry.person === person.id);
      return { name: person.name, decided: verdict?.verdict ?? null };
    }),
    barred: barred.map(({ person, bar }) => ({ name: person.name, why: BAR_WORDS[bar].ofThem })),
    names: await namesOf(
      storage,
      approval.verdicts.map((verdict) => verdict.person),
    ),
  };
}

/** What a change would do where nothing can be written: the plan with its CSV, for who asked. */
export async function reportNotice(services: Services, plan: Plan): Promise<ReportNotice> {
  const { storage } = services;
  return {
    kind: 'report',
    plan,
    requester: await nameOf(storage, plan.requestedBy),
    audience: 'names',
    sample: await storage.planRows.targets(plan.id, 0, SAMPLE),
    exclusions: await storage.planRows.exclusions(plan.id, 0, SAMPLE),
    file: await writePlanFile(services, plan),
  };
}
