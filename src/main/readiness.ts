import type { Readiness } from '../../adapters/http/operations.ts';
import { problemOf } from '../domain/problem.ts';
import { problemLine } from '../domain/problem-line.ts';
import type { Services } from '../flows/services.ts';

/** Ready: the database can be written and at least one complete read is in force. */
export async function readinessOf({ storage, census }: Services): Promise<Readiness> {
  const database = await checkDatabase(() => storage.check());
  const roster = {
    name: 'directory',
    ok: census.isReady,
    message: census.isReady ? 'read' : 'the first read is not complete yet',
  };
  return { ready: database.ok && roster.ok, checks: [database, roster] };
}

async function checkDatabase(check: () => Promise<void>): Promise<Readiness['checks'][number]> {
  try {
    await check();
    return { name: 'database', ok: true, message: 'writable' };
  } catch (error) {
    const problem = problemOf(error);
    return { name: 'database', ok: false, message: problem === undefined ? 'broken' : problemLine(problem) };
  }
}
