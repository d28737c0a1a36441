import { type Approval, isOpen } from '../../domain/approval.ts';
import type { Operation } from '../../domain/operation.ts';
import { ProblemError } from '../../domain/problem.ts';
import { questionOf, type SettingChange } from '../../domain/setting-change.ts';
import { loadPlan } from '../load.ts';
import type { Services } from '../services.ts';

/** Requests live for a day; the page only bounds memory. */
const MAX_OPEN = 1000;

/** Throws `conflict` with the open request that asks the same already. */
export async function refuseSameSetting(services: Services, change: SettingChange): Promise<void> {
  const question = questionOf(change);
  for (const approval of await openRequests(services)) {
    const { subject } = approval;
    if (subject.kind === 'setting' && questionOf(subject.change) === question) throw askedAlready(approval);
  }
}

/** The same for an undo of a run, of everybody or of one user. */
export async function refuseSameUndo(
  services: Services,
  { run, user }: Extract<Operation, { readonly kind: 'undo' }>,
): Promise<void> {
  for (const approval of await openRequests(services)) {
    const { subject } = approval;
    if (subject.kind !== 'plan') continue;
    const { operation } = await loadPlan(services.storage, subject.plan);
    const isSame = operation.kind === 'undo' && operation.run === run && operation.user === user;
    if (isSame) throw askedAlready(approval);
  }
}

async function openRequests({ storage, clock }: Services): Promise<readonly Approval[]> {
  const open = await storage.approvals.list({ states: ['held', 'waiting'], limit: MAX_OPEN });
  return open.filter((approval) => isOpen(approval) && clock.now() < approval.expiresAt);
}

function askedAlready({ id }: Approval): ProblemError {
  return new ProblemError({
    kind: 'guarded',
    message: `This is asked for already in ${id}, which is still open. Nothing was changed.`,
    remedy: `Wait for its decision, or take it back with "withdraw ${id}" if it was you who asked.`,
  });
}
