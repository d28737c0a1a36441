import type { Audience, RunNotice } from '../../domain/notice.ts';
import type { Plan } from '../../domain/plan.ts';
import { ended, isLive, type Run } from '../../domain/run.ts';
import { nameOf } from '../people.ts';
import type { Services } from '../services.ts';

/** Troubles a card lists by name; the results file has them all. */
const MAX_TROUBLES = 10;

/** Progress or result of a run as it stands now. */
export async function runNotice(
  services: Services,
  run: Run,
  plan: Plan,
  audience: Audience,
): Promise<RunNotice> {
  const { storage, clock } = services;
  const counts = await storage.ledger.counts(run.id);
  const troubles = audience === 'names' ? await storage.ledger.troubles(run.id, run.plan, MAX_TROUBLES) : [];
  const approvers: string[] = [];
  for (const person of run.approvedBy) approvers.push(await nameOf(storage, person));
  const now = clock.now();
  return {
    kind: 'run',
    run: audience === 'names' ? run : withoutNames(run),
    plan,
    audience,
    requester: await nameOf(storage, run.requestedBy),
    approvers,
    counts,
    troubles: troubles.map(({ target, ...row }) => ({ ...row, username: target.username })),
    reasons: await storage.ledger.reasons(run.id),
    undoable: !isLive(run.state) && counts.done > 0 && plan.operation.kind !== 'delete',
    leftMs: leftMs(run, ended(counts), now),
    now,
  };
}

function withoutNames(run: Run): Run {
  return run.readBack === null ? run : { ...run, readBack: { ...run.readBack, unexpectedUsers: [] } };
}

/** What is left at the pace so far. */
function leftMs(run: Run, done: number, now: number): number | null {
  if (run.state !== 'running' || run.startedAt === null || done === 0) return null;
  return Math.round(((now - run.startedAt) / done) * (run.total - done));
}
