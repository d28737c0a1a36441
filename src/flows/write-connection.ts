import type { ConnectionName } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Run } from '../domain/run.ts';
import type { Lease } from '../ports/stores.ts';
import { CapMeter } from './cap-meter.ts';
import { finishRun, finishRuns } from './finish-run.ts';
import { loadPlan } from './load.ts';
import { noteAnswer, noteOutage } from './outage.ts';
import { createProgress } from './progress.ts';
import { RunFeed } from './run-feed.ts';
import type { Connection, Services } from './services.ts';
import { isStopped } from './stop-service.ts';
import { Outage } from './target-task.ts';
import { settleTarget, writeTarget } from './write-target.ts';

/** A lost lease is noticed within half of this; a dead owner's runs are taken over after it. */
const LEASE_MS = 30_000;

/**
 * Leg 3: the one writer of a connection. Takes targets from all its approved runs until none is left, with
 * as many at once as the connection's budget allows. Every target goes through its ledger row, so a crash
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
  signal: AbortSignal,
): Promise<void> {
  const name = connection.directory.connection;
  const feed = new RunFeed(services, name);
  const cap = new CapMeter(services, name);
  const showProgress = createProgress(services);
  const settleBegun = async (run: Run): Promise<void> => {
    const plan = await loadPlan(services.storage, run.plan);
    for (const begun of await services.storage.ledger.begun(run.id, run.plan)) {
      await settleTarget(services, connection, { run, plan, ...begun, lease, signal });
    }
  };
  const worker = async (): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      if (await isStopped(services)) return;
      const next = await feed.next();
      if (next === undefined) return;
      await writeTarget(services, connection, { ...next, lease, signal, cap });
      await noteAnswer(services, next.run);
      feed.release(next);
      showProgress(next.run.id);
      for (const id of feed.takeEnded()) await finishRun(services, id, settleBegun);
    }
  };
  // Settled, not all: the lease is given back only when no worker has a write in flight any more.
  const results = await Promise.allSettled(Array.from({ length: connection.limiter.concurrency }, worker));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
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
