import { type Problem, problemOf } from '../../domain/problem.ts';
import type { Connection, Services } from '../services.ts';
import { attemptTarget } from './attempt-target.ts';
import { lookAtTarget } from './begun-target.ts';
import { recordOutcome } from './record-outcome.ts';
import {
  type BegunTask,
  NotNow,
  Outage,
  type Reached,
  type Settled,
  StoreFault,
  type TargetTask,
} from './target-task.ts';

/** Tries for a fault that may pass, the first included, and the pause before the second; it doubles. */
const MAX_TRIES = 5;
const FIRST_PAUSE_MS = 500;

/**
 * One target from re-read to recorded outcome. The state before is stored ahead of the write and the outcome
 * after it; a crash in between is recognised by the stored state and never written again.
 */
export async function writeTarget(
  services: Services,
  connection: Connection,
  task: TargetTask,
): Promise<void> {
  const settled = await settle(services, connection, task, (reached) =>
    attemptTarget(services, connection, task, reached),
  );
  if (settled !== null) await recordOutcome(services, task, settled);
}

/** Records how a target was left that was begun in a run that goes on no more; writes nothing. */
export async function settleTarget(
  services: Services,
  connection: Connection,
  task: BegunTask,
): Promise<void> {
  const settled = await settle(services, connection, task, (reached) =>
    lookAtTarget(connection, task, reached),
  );
  if (settled !== null) await recordOutcome(services, task, settled);
}

/** How the target ended; null when it may not be written now. */
async function settle(
  services: Services,
  connection: Connection,
  task: BegunTask,
  attempt: (reached: Reached) => Promise<Settled | null>,
): Promise<Settled | null> {
  const { clock } = services;
  const reached: Reached = { before: task.before, after: null, isSent: task.before !== null };
  for (let tries = 1, failedAt = clock.now(); ; tries += 1) {
    try {
      return await attempt(reached);
    } catch (error) {
      if (error instanceof NotNow) {
        await takeBack(services, task, reached);
        return null;
      }
      if (error instanceof StoreFault) throw error.cause;
      if (task.signal.aborted) {
        // Best effort: after a lost lease the row is its new owner's to judge.
        await takeBack(services, task, reached).catch(() => undefined);
        throw task.signal.reason;
      }
      const problem = problemOf(error) ?? unexpected(services, task, error);
      if (!mayPass(problem)) return { ...reached, outcome: { kind: 'failed', problem } };
      if (tries >= MAX_TRIES) {
        // When the directory answers nobody it is down, and no target is to blame for it.
        const isUp = task.pulse.answeredAt > failedAt || (await answers(connection, task.signal));
        if (!isUp) throw new Outage('no answer', { cause: error });
        // The last write may have been carried out though its answer was lost.
        return { before: reached.before, after: null, outcome: { kind: 'failed', problem } };
      }
      failedAt = clock.now();
      await task.rest(FIRST_PAUSE_MS * 2 ** (tries - 1));
    }
  }
}

/**
 * A target that was begun and not sent is as if it had never been looked at. Left as begun, it would later pass
 * what another run did to the user meanwhile for its own doing, and an undo would take that back.
 */
async function takeBack(
  { storage }: Services,
  { run, target, lease }: BegunTask,
  reached: Reached,
): Promise<void> {
  if (reached.before === null || reached.isSent) return;
  await storage.ledger.unbegin(run.id, target.n, lease.lease);
}

/** A fault of ours on one target is that target's outcome: it must not hold up all the others for ever. */
function unexpected({ ids, logger }: Services, { run, target }: BegunTask, error: unknown): Problem {
  const reference = ids.short();
  logger.error('target failed', { run: run.id, n: target.n, reference, error });
  return { kind: 'bug', reference };
}

/** Asked once a target is out of tries: what fails for one user alone is that user's outcome. */
async function answers({ directory, limiter }: Connection, signal: AbortSignal): Promise<boolean> {
  try {
    await limiter.run(() => directory.check(signal), signal);
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

function mayPass(problem: Problem): boolean {
  return problem.kind === 'unavailable' || problem.kind === 'rate-limited';
}
