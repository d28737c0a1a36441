import type { Approval } from '../domain/approval.ts';
import type { ApprovalNotice, Audience, Decider, ReportNotice } from '../domain/notice.ts';
import type { Plan } from '../domain/plan.ts';
import { decidersOf } from '../policy/approvers.ts';
import { allPeople, nameOf, namesOf } from './people.ts';
import type { Services } from './services.ts';
import { writePlanFile } from './write-plan-file.ts';

/** Names a card lists before it says how many more there are. */
const SAMPLE = 5;

/** The approval card as it stands now, for people who may see names or for a channel. */
export async function approvalNotice(
  services: Services,
  approval: Approval,
  plan: Plan,
  audience: Audience,
): Promise<ApprovalNotice> {
  const { storage } = services;
  const people = await allPeople(storage);
  const { may, barred } = await decidersOf(people, approval.requestedBy, (users) =>
    storage.planRows.hasTarget(plan.id, users),
  );
  return {
    kind: 'approval',
    approval,
    plan,
    audience,
    requester: await nameOf(storage, approval.requestedBy),
    deciders: may.map((person): Decider => {
      const verdict = approval.verdicts.find((entry) => entry.person === person.id);
      return { name: person.name, decided: verdict?.verdict ?? null };
    }),
    barred: barred.map(({ person, why }) => ({ name: person.name, why })),
    sample: audience === 'names' ? await storage.planRows.targets(plan.id, 0, SAMPLE) : [],
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
