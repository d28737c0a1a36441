import type { ConnectionName } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Run } from '../../domain/run.ts';
import type { Lease } from '../../ports/leases.ts';
import { catchUp } from '../catch-up.ts';
import { loadPlan } from '../load.ts';
import type { Connection, Services } from '../services.ts';
import { CapMeter } from './cap-meter.ts';
import { finishRun, finishRuns } from './finish-run.ts';
import { noteOutage } from './outage.ts';
import { createProgress } from './progress.ts';
import { RunFeed } from './run-feed.ts';
import { type Shift, sideBySide } from './side-by-side.ts';
import { isStopped } from './stop-service.ts';
import { Outage, type Pulse } from './target-task.ts';
import { settleTarget, writeTarget } from './write-target.ts';

/** A lost lease is noticed within half of this; a dead owner's runs are taken over after it. */
const LEASE_MS = 30_000;

/** Targets at work for each request that may be in flight: while one is recorded, another has its turn. */
const TARGETS_A_REQUEST = 1.5;
/** Targets that may wait for their next try for each request in flight; a directory that is down gets no more. */
const RESTING_A_REQUEST = 16;
/**
 * Nor more than can have their turn in so many seconds: where the pace is slow, a longer queue would only make every
 * write wait until its user has to be read again.
 */
const RESTING_SECONDS = 0.5;

/**
 * Leg 3: the one writer of a connection. Takes targets from all its approved runs until none is left, with
 * enough at once to use the connection's budget, which its limiter keeps. Every target goes through its ledger row, so a crash
 * anywhere resumes at what remains; a stop, a cancel and a lost lease are looked at before every write.
 */
export async function writeConnection(
  services: Services,
  name: ConnectionName,
  jobSignal: AbortSignal,
): Promise<void> {
  const connection = services.connections.get(name);
  // Nothing is written without its settings, but what was cancelled before it began may end.
  if (connection === undefined) return finishRuns(services, name, null);
  const lease = await takeLease(services, name);
  const lost = new AbortController();
  const signal = AbortSignal.any([jobSignal, lost.signal]);
  const keeper = keepLease(services, lease, lost, signal);
  try {
    await writeAll(services, connection, lease, signal);
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    await noteOutage(services, name);
    throw error.cause;
  } finally {
    lost.abort();
    await keeper;
    await services.storage.leases.release(lease);
  }
}

async function writeAll(
  services: Services,
  connection: Connection,
  lease: Lease,
  outer: AbortSignal,
): Promise<void> {
  const name = connection.directory.connection;
  await catchUp(services);
  const feed = new RunFeed(services, name);
  const cap = new CapMeter(services, name);
  const showProgress = createProgress(services);
  const pulse: Pulse = { answeredAt: Number.NEGATIVE_INFINITY };
  const settleBegun = async (run: Run): Promise<void> => {
    const plan = await loadPlan(services.storage, run.plan);
    const rest = (ms: number) => services.clock.sleep(ms, outer);
    for (const begun of await services.storage.ledger.begun(run.id, run.plan)) {
      await settleTarget(services, connection, { run, plan, ...begun, lease, signal: outer, pulse, rest });
    }
  };
  const { concurrency, ratePerSecond } = connection.limiter;
  const mostResting = Math.min(concurrency * RESTING_A_REQUEST, Math.ceil(ratePerSecond * RESTING_SECONDS));
  let resting = 0;
  const work = async ({ signal, callStandIn }: Shift): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      if (await isStopped(services)) return;
      const next = await feed.next();
      if (next === undefined) return;
      let hasStandIn = false;
      const rest = (ms: number): Promise<void> => {
        if (!hasStandIn && resting < mostResting) {
          hasStandIn = true;
          resting += 1;
          callStandIn();
        }
        return services.clock.sleep(ms, signal);
      };
      try {
        await writeTarget(services, connection, { ...next, lease, signal, cap, pulse, rest });
      } finally {
        if (hasStandIn) resting -= 1;
      }
      feed.release(next);
      showProgress(next.run.id);
      for (const id of feed.takeEnded()) await finishRun(services, id, settleBegun);
      // A directory that answers at once would keep everybody else waiting.
      await services.breathe();
      if (hasStandIn) return;
    }
  };
  // Once more for a user whom one run kept from another until nobody else was at work.
  do await sideBySide(Math.floor(concurrency * TARGETS_A_REQUEST), outer, work);
  while (feed.hasMore && !(await isStopped(services)));
  // Also while everything stands still: what was cancelled may end.
  await finishRuns(services, name, settleBegun);
}

async function takeLease({ storage, clock, holder }: Services, name: ConnectionName): Promise<Lease> {
  const lease = await storage.leases.acquire(`connection/${name}`, holder, LEASE_MS, clock.now());
  if (lease !== undefined) return lease;
  throw new ProblemError({
    kind: 'unavailable',
    source: name,
    message: 'Another instance is writing to this connection; trying again shortly.',
  });
}

/** Renews the lease until the signal aborts; aborts it itself when the lease is lost. */
async function keepLease(
  { storage, clock, logger }: Services,
  lease: Lease,
  lost: AbortController,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (;;) {
      await clock.sleep(LEASE_MS / 3, signal);
      if ((await storage.leases.renew(lease, LEASE_MS, clock.now())) !== undefined) continue;
      logger.warn('lease lost', { lease: lease.name });
      lost.abort();
      return;
    }
  } catch (error) {
    // Sleeping ends by the signal when the work is over; anything else must not pass for a kept lease.
    if (signal.aborted) return;
    logger.error('lease not renewed', { lease: lease.name, error });
    lost.abort();
  }
}
