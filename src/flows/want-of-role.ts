import type { CommandEntry } from '../commands/command-entry.ts';
import type { ApprovalId } from '../domain/ids.ts';
import type { Person } from '../domain/person.ts';
import { type Problem, ProblemError } from '../domain/problem.ts';
import { authorize } from '../policy/authorize.ts';
import { findDeciders } from './approval-duty.ts';
import type { Services } from './services.ts';

/** Names a refusal lists. */
const MAX_NAMES = 5;

/** Throws `not-allowed` when the person's roles are not enough; of a decision it says who can make it. */
export async function refuseForWantOfRole(
  services: Services,
  person: Person,
  entry: CommandEntry,
  id: ApprovalId | null,
): Promise<void> {
  const refusal = authorize(person, entry);
  if (refusal === null) return;
  throw new ProblemError(id === null ? refusal : await withDeciders(services, refusal, id));
}

async function withDeciders(services: Services, refusal: Problem, id: ApprovalId): Promise<Problem> {
  const approval = await services.storage.approvals.load(id);
  if (refusal.kind !== 'not-allowed' || approval?.state !== 'waiting') return refusal;
  const { may } = await findDeciders(services, approval);
  if (may.length === 0) return refusal;
  const names = may.slice(0, MAX_NAMES).map(({ name }) => name);
  const more = may.length > names.length ? ` and ${may.length - names.length} more` : '';
  return { ...refusal, message: `${refusal.message} Who can decide on ${id}: ${names.join(', ')}${more}.` };
}
