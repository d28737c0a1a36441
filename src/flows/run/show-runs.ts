import type { RunId } from '../../domain/ids.ts';
import type { RunNotice, RunsNotice } from '../../domain/notice.ts';
import type { Actor } from '../../domain/person.ts';
import { maySeeNames } from '../../policy/approvers.ts';
import { loadPlan, loadRun } from '../load.ts';
import { nameOf } from '../people.ts';
import type { Services } from '../services.ts';
import { runNotice } from './run-notice.ts';

const MAX_SHOWN = 20;

/** The latest runs, newest first. */
export async function showRuns({ storage }: Services): Promise<RunsNotice> {
  const rows: RunsNotice['runs'][number][] = [];
  for (const run of await storage.runs.list({ limit: MAX_SHOWN, newestFirst: true })) {
    rows.push({
      run,
      plan: await loadPlan(storage, run.plan),
      counts: await storage.ledger.counts(run.id),
      requester: await nameOf(storage, run.requestedBy),
    });
  }
  return { kind: 'runs', runs: rows };
}

/** One run, with names for those who may see them. */
export async function showRun(services: Services, { person }: Actor, id: RunId): Promise<RunNotice> {
  const run = await loadRun(services.storage, id);
  const plan = await loadPlan(services.storage, run.plan);
  return runNotice(services, run, plan, maySeeNames(person, plan.requestedBy) ? 'names' : 'counts');
}
