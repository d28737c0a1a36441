import type { ConnectionName } from '../domain/ids.ts';
import type { Run, RunState } from '../domain/run.ts';
import type { Services } from './services.ts';

/** Runs that are live at once are few: one page has them, and only where it is full another, larger one is asked for. */
const PAGE = 1000;

interface Which {
  readonly states: readonly RunState[];
  /** Of one connection; of all when absent. */
  readonly connection?: ConnectionName;
  readonly oldestFirst?: boolean;
}

/**
 * All runs that are not over and in one of the states, newest first unless said. Never only some: a connection whose
 * runs all came after a thousand of another's would not be written, and a cap would count too little.
 */
export async function liveRuns(
  { storage }: Pick<Services, 'storage'>,
  { states, connection, oldestFirst = false }: Which,
): Promise<readonly Run[]> {
  for (let limit = PAGE; ; limit *= 2) {
    const runs = await storage.runs.list({ states, limit, newestFirst: !oldestFirst });
    if (runs.length === limit) continue;
    return connection === undefined ? runs : runs.filter((run) => run.connection === connection);
  }
}
