import { connectionOf, type RunId } from '../domain/ids.ts';
import { isAlreadySo } from '../domain/operation.ts';
import type { PlanTarget } from '../domain/plan.ts';
import { isProblem } from '../domain/problem.ts';
import type { ReadBack, TargetOutcome } from '../domain/run.ts';
import { type DirectoryUser, isLicensed } from '../domain/user.ts';
import type { Clock } from '../ports/clock.ts';
import { refreshJob } from './job-requests.ts';
import { loadPlan, loadRun } from './load.ts';
import type { Services } from './services.ts';

const PAGE = 200;
/** Tries of one read that meets a passing fault, and the pause before the second; it doubles. */
const MAX_TRIES = 8;
const FIRST_PAUSE_MS = 500;
/** Usernames kept on the run; the results file has them all. */
const MAX_NAMES = 20;

/** After a run: reads every changed user again and says who is not as it should be (spec S4.4). */
export async function readBackRun(services: Services, id: RunId, signal: AbortSignal): Promise<void> {
  const { storage, census, clock } = services;
  const run = await loadRun(storage, id);
  if (run.readBack !== null) return;
  const plan = await loadPlan(storage, run.plan);
  let unexpected = 0;
  let seatsOff = 0;
  const names: string[] = [];
  for await (const { target, row } of doneTargets(services, id, plan.id)) {
    signal.throwIfAborted();
    const user = await reread(services, target, signal);
    if (isAsLeft(target, user)) continue;
    unexpected += 1;
    if (names.length < MAX_NAMES) names.push(target.username);
    seatsOff += seatOf(user) - seatOf(row.after ?? undefined);
  }
  const seatsReal = census.roster.figures(run.connection).licensed;
  const readBack: ReadBack = {
    at: clock.now(),
    seatsExpected: seatsReal - seatsOff,
    seatsReal,
    unexpected,
    unexpectedUsers: names,
  };
  await store(services, id, readBack);
}

/** True when what the run wrote still holds; a deleted user has to be gone. */
function isAsLeft({ steps }: PlanTarget, user: DirectoryUser | undefined): boolean {
  if (user === undefined) return steps.some(({ kind }) => kind === 'delete');
  return isAlreadySo(steps, user);
}

function seatOf(user: DirectoryUser | undefined): number {
  return user !== undefined && isLicensed(user) ? 1 : 0;
}

async function* doneTargets(
  { storage }: Services,
  run: RunId,
  plan: Parameters<Services['storage']['ledger']['outcomes']>[1],
): AsyncGenerator<{ readonly target: PlanTarget; readonly row: TargetOutcome }> {
  for (let from = 0; ; ) {
    const rows = await storage.ledger.outcomes(run, plan, from, PAGE);
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) if (row.outcome.kind === 'done') yield { target: row.target, row };
    from = last.n + 1;
  }
}

/** The user as the directory has it now, made visible to lists on the way. */
async function reread(
  { storage, census, connections, clock }: Services,
  target: PlanTarget,
  signal: AbortSignal,
): Promise<DirectoryUser | undefined> {
  const connection = connections.get(connectionOf(target.ref));
  if (connection === undefined) return undefined;
  const { directory, limiter } = connection;
  const user = await patiently(clock, signal, () =>
    limiter.run(() => directory.user(target.ref, signal), signal),
  );
  if (user === undefined) {
    await storage.snapshots.remove(target.ref);
    census.remove(target.ref);
  } else {
    await storage.snapshots.put(user);
    census.put(user);
  }
  return user;
}

/** One fault among thousands of reads must not send the whole pass back to its first user. */
async function patiently<T>(clock: Clock, signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      if (tries >= MAX_TRIES || !isProblem(error, 'unavailable')) throw error;
      await clock.sleep(FIRST_PAUSE_MS * 2 ** (tries - 1), signal);
    }
  }
}

async function store({ storage }: Services, id: RunId, readBack: ReadBack): Promise<void> {
  for (;;) {
    const run = await loadRun(storage, id);
    try {
      await storage.runs.replace({ ...run, version: run.version + 1, readBack }, { jobs: [refreshJob(id)] });
      return;
    } catch (error) {
      if (!isProblem(error, 'conflict')) throw error;
    }
  }
}
