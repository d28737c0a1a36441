import type { RunId } from '../../domain/ids.ts';
import { isProblem } from '../../domain/problem.ts';
import { advance, type Run } from '../../domain/run.ts';
import { refreshJob } from '../job-requests.ts';
import { loadRun } from '../load.ts';
import type { Services } from '../services.ts';

/** Moves a queued run to running; undefined when it was halted or cancelled at this very moment. */
export async function beginRun({ storage, clock }: Services, id: RunId): Promise<Run | undefined> {
  const run = await loadRun(storage, id);
  if (run.state === 'running') return run;
  const begun = advance(run, 'start', clock.now());
  if (begun === undefined) return undefined;
  try {
    await storage.runs.replace(begun, { jobs: [refreshJob(id)] });
    return begun;
  } catch (error) {
    if (isProblem(error, 'conflict')) return undefined;
    throw error;
  }
}
