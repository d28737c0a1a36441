import type { Approval } from '../../domain/approval.ts';
import type { ApprovalId, PersonId, RunId } from '../../domain/ids.ts';
import type { Actor } from '../../domain/person.ts';
import type { Plan } from '../../domain/plan.ts';
import { ProblemError } from '../../domain/problem.ts';
import { counted } from '../../domain/text.ts';
import { maySeeNames } from '../../policy/approvers.ts';
import { answerWith } from '../answer.ts';
import { noticeOfApproval } from '../approval/plan-notices.ts';
import { writePlanFile } from '../approval/write-plan-file.ts';
import type { Origin } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { loadApproval, loadPlan, loadRun } from '../load.ts';
import { writeResultsFile } from '../run/write-results-file.ts';
import type { Services } from '../services.ts';
import { handOver } from './hand-over.ts';

interface NamesOrigin extends Origin {
  readonly actor: Actor;
}

/** The approval with its first names, to the clicker alone. */
export async function showNames(services: Services, actor: Actor, id: ApprovalId): Promise<Answer> {
  const approval = await loadApproval(services.storage, id);
  refuseUnlessMaySee(actor, approval.requestedBy);
  return answerWith(await noticeOfApproval(services, approval, actor.person.id));
}

/** The whole plan as CSV. */
export async function downloadPlan(services: Services, origin: NamesOrigin, id: ApprovalId): Promise<Answer> {
  const approval = await loadApproval(services.storage, id);
  refuseUnlessMaySee(origin.actor, approval.requestedBy);
  const plan = await planOf(services, approval);
  const file = await writePlanFile(services, plan);
  return handOver(
    services,
    origin,
    file,
    `Plan of ${id}`,
    `${counted(plan.targets, 'target')} and everybody left out`,
  );
}

/** Every outcome of a run as CSV. */
export async function downloadResults(services: Services, origin: NamesOrigin, id: RunId): Promise<Answer> {
  const run = await loadRun(services.storage, id);
  refuseUnlessMaySee(origin.actor, run.requestedBy);
  const file = await writeResultsFile(services, run);
  return handOver(
    services,
    origin,
    file,
    `Results of ${id}`,
    'One row a user, with the state before and after',
  );
}

async function planOf({ storage }: Services, { id, subject }: Approval): Promise<Plan> {
  if (subject.kind === 'plan') return loadPlan(storage, subject.plan);
  throw new ProblemError({ kind: 'conflict', message: `${id} changes a setting and has no list of users.` });
}

function refuseUnlessMaySee({ person }: Actor, requestedBy: PersonId): void {
  if (maySeeNames(person, requestedBy)) return;
  throw new ProblemError({
    kind: 'not-allowed',
    message: 'Names are shown to who asked, to approvers and to auditors.',
    needs: 'Ask an admin for one of these roles.',
  });
}
