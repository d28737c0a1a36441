import type { ConnectionName } from '../domain/ids.ts';
import type { Run, RunState } from '../domain/run.ts';
import type { Services } from './services.ts';

/** Runs that are live at once are few; the page only bounds memory. */
const MAX_LIVE_RUNS = 1000;

interface Which {
  readonly states: readonly RunState[];
  /** Of one connection; of all when absent. */
  readonly connection?: ConnectionName;
  readonly oldestFirst?: boolean;
}

/** Runs that are not over and in one of the states, newest first unless said. */
export async function liveRuns(
  { storage }: Pick<Services, 'storage'>,
  { states, connection, oldestFirst = false }: Which,
): Promise<readonly Run[]> {
  const runs = await storage.runs.list({ states, limit: MAX_LIVE_RUNS, newestFirst: !oldestFirst });
  return connection === undefined ? runs : runs.filter((run) => run.connection === connection);
}
