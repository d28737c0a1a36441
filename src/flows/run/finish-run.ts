import type { ConnectionName, RunId } from '../../domain/ids.ts';
import { isProblem } from '../../domain/problem.ts';
import type { Run, RunState } from '../../domain/run.ts';
import { ROLLCALL } from '../audit.ts';
import { liveRuns } from '../live-runs.ts';
import { loadRun } from '../load.ts';
import type { Services } from '../services.ts';
import { moveRun } from './move-run.ts';

/** Nothing more of these is begun, or nothing is left: their last write may have been the end of them. */
const MAY_BE_OVER: readonly RunState[] = ['running', 'paused', 'halted', 'cancelling'];

/** Looks at what was begun in a cancelled run and records it; null where nobody can. */
export type SettleBegun = ((run: Run) => Promise<void>) | null;

/** Ends a run whose targets all have an outcome, or that was cancelled; any other is left as it is. */
export async function finishRun(services: Services, id: RunId, settleBegun: SettleBegun): Promise<void> {
  const { storage } = services;
  const run = await loadRun(storage, id);
  if (run.state === 'cancelling') {
    // A user who was changed has to be in the results, the audit log and an undo, also when half-way.
    if (settleBegun !== null) await settleBegun(run);
    else if ((await storage.ledger.begun(run.id, run.plan)).length > 0) return;
  }
  const isOver =
    run.state === 'cancelling' ||
    (MAY_BE_OVER.includes(run.state) &&
      (await storage.ledger.remaining(run.id, run.plan, 0, 1)).length === 0);
  if (!isOver) return;
  const counts = await storage.ledger.counts(id);
  try {
    await moveRun(services, id, {
      event: 'finish',
      origin: ROLLCALL,
      description: () =>
        `${counts.done} done, ${counts['already-so']} already so, ${counts.skipped} skipped, ${counts.failed} failed`,
      jobs: () => [{ name: 'read-back', key: id, payload: { run: id } }],
    });
  } catch (error) {
    // Let go on at this very moment: the writer ends it.
    if (!isProblem(error, 'conflict')) throw error;
  }
}

/** Ends what a crash or a cancel left unended on a connection that nobody is writing to. */
export async function finishRuns(
  services: Services,
  connection: ConnectionName,
  settleBegun: SettleBegun,
): Promise<void> {
  for (const run of await liveRuns(services, { states: MAY_BE_OVER, connection })) {
    await finishRun(services, run.id, settleBegun);
  }
}
