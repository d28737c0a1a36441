import type { Approval } from '../../domain/approval.ts';
import type { PersonId } from '../../domain/ids.ts';
import type {
  ApprovalNotice,
  Audience,
  Decider,
  NothingNotice,
  Reader,
  ReportNotice,
  SettingApprovalNotice,
} from '../../domain/notice.ts';
import type { Plan } from '../../domain/plan.ts';
import { BAR_WORDS, type Deciders } from '../../policy/approvers.ts';
import { capToday } from '../cap.ts';
import { loadPlan } from '../load.ts';
import { noAccountOf } from '../no-account.ts';
import { nameOf, namesOf } from '../people.ts';
import type { Services } from '../services.ts';
import { findDeciders } from './approval-duty.ts';
import { writePlanFile } from './write-plan-file.ts';

/** Names a card lists before it says how many more there are. */
const SAMPLE = 5;

/** The card of a request, whatever it is about. */
export type RequestNotice = ApprovalNotice | SettingApprovalNotice;

/** The card of an approval as it stands now, for one person who may see names. */
export async function noticeOfApproval(
  services: Services,
  approval: Approval,
  reader: PersonId,
): Promise<RequestNotice> {
  const deciders = await findDeciders(services, approval);
  const notice = await noticeFor(services, approval, deciders, 'names');
  return { ...notice, reader: readerOf(approval, deciders, reader) };
}

/** What somebody can do about an approval; null stands for everybody who reads a channel. */
export function readerOf(
  { requestedBy, verdicts }: Approval,
  { may }: Pick<Deciders, 'may'>,
  person: PersonId | null,
): Reader {
  // What an older version posted does not say whose it is.
  if (person == null) return 'anyone';
  if (person === requestedBy) return 'requester';
  if (verdicts.some((verdict) => verdict.person === person)) return 'decided';
  return may.some(({ id }) => id === person) ? 'decider' : 'onlooker';
}

/** The card as a channel or as people who may see names get it, still for any reader. */
export async function noticeFor(
  services: Services,
  approval: Approval,
  deciders: Deciders,
  audience: Audience,
): Promise<RequestNotice> {
  const { storage } = services;
  const { subject } = approval;
  const shared = {
    approval,
    audience,
    reader: 'anyone',
    ...(await peopleOf(services, approval, deciders)),
  } as const;
  if (subject.kind === 'setting') return { kind: 'setting-approval', change: subject.change, ...shared };
  const plan = await loadPlan(storage, subject.plan);
  const shown = approval.state === 'held' ? await withRoomNow(services, plan) : plan;
  if (audience === 'counts') {
    return { kind: 'approval', plan: shown, sample: [], noAccount: { total: 0, first: [] }, ...shared };
  }
  const sample = await storage.planRows.targets(plan.id, 0, SAMPLE);
  return { kind: 'approval', plan: shown, sample, noAccount: await noAccountOf(services, plan), ...shared };
}

/** What is offered of a held change has to be what can be had now, not when it was asked for. */
async function withRoomNow(services: Services, plan: Plan): Promise<Plan> {
  if (plan.cap === null || !services.census.isReady) return plan;
  return { ...plan, cap: { ...plan.cap, ...(await capToday(services, plan.connection)) } };
}

async function peopleOf(
  { storage }: Services,
  approval: Approval,
  { may, barred }: Deciders,
): Promise<Pick<ApprovalNotice, 'requester' | 'deciders' | 'barred' | 'names'>> {
  return {
    requester: await nameOf(storage, approval.requestedBy),
    deciders: may.map((person): Decider => {
      const verdict = approval.verdicts.find((entry) => entry.person === person.id && entry.lapsed !== true);
      return { name: person.name, decided: verdict?.verdict ?? null };
    }),
    barred: barred.map(({ person, bar }) => ({ name: person.name, why: BAR_WORDS[bar].ofThem })),
    names: await namesOf(
      storage,
      approval.verdicts.map((verdict) => verdict.person),
    ),
  };
}

/** A change without a single target, with the first who were left out: it goes to who asked alone. */
export async function nothingNotice(services: Services, plan: Plan): Promise<NothingNotice> {
  const exclusions = await services.storage.planRows.exclusions(plan.id, 0, SAMPLE);
  return { kind: 'nothing', plan, exclusions, noAccount: await noAccountOf(services, plan) };
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
