import type { ConnectionName, Instant } from '../../domain/ids.ts';
import { isProblem } from '../../domain/problem.ts';
import type { Run } from '../../domain/run.ts';
import { refreshJob } from '../job-requests.ts';
import { liveRuns } from '../live-runs.ts';
import type { Services } from '../services.ts';

/** Says on every run under way that its directory gives no answer; each goes on by itself. */
export async function noteOutage(services: Services, connection: ConnectionName): Promise<void> {
  for (const run of await liveRuns(services, { states: ['running'], connection })) {
    if (run.waitingSince === null) await note(services, run, services.clock.now());
  }
}

/** Takes that back once the directory has answered. */
export async function noteAnswer(services: Services, seen: Run): Promise<void> {
  if (seen.waitingSince === null) return;
  const run = await services.storage.runs.load(seen.id);
  if (run !== undefined && run.waitingSince !== null) await note(services, run, null);
}

async function note({ storage }: Services, run: Run, waitingSince: Instant | null): Promise<void> {
  try {
    await storage.runs.replace(
      { ...run, version: run.version + 1, waitingSince },
      { jobs: [refreshJob(run.id)] },
    );
  } catch (error) {
    // The run moved at this very moment; the next answer or outage says it again.
    if (!isProblem(error, 'conflict')) throw error;
  }
}
