import { type ConnectionName, connectionOf, type RunId } from '../../domain/ids.ts';
import { isAlreadySo } from '../../domain/operation.ts';
import type { PlanTarget } from '../../domain/plan.ts';
import { isProblem } from '../../domain/problem.ts';
import type { ReadBack, TargetOutcome } from '../../domain/run.ts';
import { type DirectoryUser, isLicensed } from '../../domain/user.ts';
import type { Clock } from '../../ports/clock.ts';
import { refreshJob } from '../job-requests.ts';
import { loadPlan, loadRun } from '../load.ts';
import type { Services } from '../services.ts';
import { showUser, takeOffLists } from '../show-change.ts';
import { sideBySide } from './side-by-side.ts';

const PAGE = 500;
/** Users asked for at once for each request in flight, since some wait for their next try. */
const READERS_A_REQUEST = 4;
/** Tries of one read that meets a passing fault, and the pause before the second; it doubles up to the longest. */
const MAX_TRIES = 12;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
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
  for await (const rows of doneTargets(services, id, plan.id)) {
    const users = await rereadAll(services, run.connection, rows, signal);
    for (const { n, target, after } of rows) {
      const user = users.get(n);
      if (isAsLeft(target, user)) continue;
      unexpected += 1;
      if (names.length < MAX_NAMES) names.push(target.username);
      seatsOff += seatOf(user) - seatOf(after ?? undefined);
    }
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

type DoneTarget = TargetOutcome & { readonly target: PlanTarget };

async function* doneTargets(
  { storage }: Services,
  run: RunId,
  plan: Parameters<Services['storage']['ledger']['outcomes']>[1],
): AsyncGenerator<readonly DoneTarget[]> {
  for (let from = 0; ; ) {
    const rows = await storage.ledger.outcomes(run, plan, from, PAGE);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.filter(({ outcome }) => outcome.kind === 'done');
    from = last.n + 1;
  }
}

/** The users of some targets by the targets' numbers; as many at once as the connection's budget allows. */
async function rereadAll(
  services: Services,
  connection: ConnectionName,
  rows: readonly DoneTarget[],
  outer: AbortSignal,
): Promise<ReadonlyMap<number, DirectoryUser>> {
  const users = new Map<number, DirectoryUser>();
  const left = rows.values();
  const readers = services.connections.get(connection)?.limiter.concurrency ?? 1;
  await sideBySide(readers * READERS_A_REQUEST, outer, async ({ signal }) => {
    for (const { n, target } of left) {
      signal.throwIfAborted();
      const user = await reread(services, target, signal);
      if (user !== undefined) users.set(n, user);
      await services.breathe();
    }
  });
  return users;
}

/** The user as the directory has it now, made visible to lists on the way. */
async function reread(
  services: Services,
  target: PlanTarget,
  signal: AbortSignal,
): Promise<DirectoryUser | undefined> {
  const { connections, clock } = services;
  const connection = connections.get(connectionOf(target.ref));
  if (connection === undefined) return undefined;
  const { directory, limiter } = connection;
  const user = await patiently(clock, signal, () =>
    limiter.run(() => directory.user(target.ref, signal), signal),
  );
  if (user === undefined) await takeOffLists(services, target.ref);
  else await showUser(services, user);
  return user;
}

/** One fault among thousands of reads must not send the whole pass back to its first user. */
async function patiently<T>(clock: Clock, signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      if (tries >= MAX_TRIES || !isProblem(error, 'unavailable')) throw error;
      await clock.sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)), signal);
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
