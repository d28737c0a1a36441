import { parseFilterText } from '../commands/parse-filter.ts';
import type { FrozenFilter } from '../domain/filter.ts';
import { afterSteps, isAlreadySo } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';
import { type Problem, problemOf } from '../domain/problem.ts';
import type { Outcome } from '../domain/run.ts';
import type { DirectoryUser } from '../domain/user.ts';
import { type RecheckContext, recheck } from '../policy/guardrails.ts';
import { guardContext } from './guard-context.ts';
import { recordOutcome } from './record-outcome.ts';
import type { Connection, Services } from './services.ts';
import { isStopped } from './stop-service.ts';
import type { Settled, TargetTask } from './target-task.ts';

/** Tries for a fault that may pass, the first included, and the pause before the second; it doubles. */
const MAX_TRIES = 5;
const FIRST_PAUSE_MS = 500;

/** A write that has left for the directory is never torn off half-way: its outcome has to be recorded. */
const UNINTERRUPTED = new AbortController().signal;

/** The run may not write any more: `stop`, a cancel, or a state nobody expected. The target remains. */
class NotNow extends Error {}

/** The store failed, which says nothing of the target: the whole writer gives up and is tried again. */
class StoreFault extends Error {}

/**
 * One target from re-read to recorded outcome. The state before is stored ahead of the write and the outcome
 * after it; a crash in between is recognised by the stored state and never written again.
 */
export async function writeTarget(
  services: Services,
  connection: Connection,
  task: TargetTask,
): Promise<void> {
  const settled = await settle(services, connection, task);
  if (settled !== null) await recordOutcome(services, task, settled);
}

/** How the target ended; null when it may not be written now. */
async function settle(services: Services, connection: Connection, task: TargetTask): Promise<Settled | null> {
  let before = task.before;
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(services, connection, task, before, (user) => {
        before = user;
      });
    } catch (error) {
      if (error instanceof NotNow) return null;
      if (error instanceof StoreFault) throw error.cause;
      task.signal.throwIfAborted();
      const problem = problemOf(error) ?? unexpected(services, task, error);
      if (!mayPass(problem)) return { before, after: null, outcome: { kind: 'failed', problem } };
      if (tries >= MAX_TRIES) {
        // When the directory answers nobody it is down, and no target is to blame for it.
        if (!(await answers(connection, task.signal))) throw error;
        return { before, after: null, outcome: { kind: 'failed', problem } };
      }
      await services.clock.sleep(FIRST_PAUSE_MS * 2 ** (tries - 1), task.signal);
    }
  }
}

/** A fault of ours on one target is that target's outcome: it must not hold up all the others for ever. */
function unexpected({ ids, logger }: Services, { run, target }: TargetTask, error: unknown): Problem {
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

async function attempt(
  services: Services,
  { directory, limiter }: Connection,
  task: TargetTask,
  before: DirectoryUser | null,
  begun: (user: DirectoryUser) => void,
): Promise<Settled> {
  const { target, signal } = task;
  const user = await limiter.run(() => directory.user(target.ref, signal), signal);
  if (user === undefined) {
    const outcome: Outcome = { kind: 'skipped', reason: 'gone', detail: 'no longer in the directory' };
    return { before, after: null, outcome };
  }
  // Begun earlier and now as wanted: our own write, whose outcome a crash or a lost answer kept back.
  if (before !== null && isAlreadySo(target.steps, user)) {
    return { before, after: user, outcome: { kind: 'done' } };
  }
  const guard = recheck(target, user, recheckContext(services, task));
  if (guard?.reason === 'already-so') return { before: user, after: user, outcome: { kind: 'already-so' } };
  if (guard !== null) return { before: user, after: user, outcome: { kind: 'skipped', ...guard } };

  if (before === null) {
    const { storage, clock } = services;
    await inStore(storage.ledger.begin(task.run.id, target.n, user, clock.now(), task.lease));
    begun(user);
  }
  let outcome: Outcome = { kind: 'already-so' };
  for (const step of target.steps) {
    const write = async () => {
      await mayWrite(services, task);
      return directory.apply(target.ref, step, UNINTERRUPTED);
    };
    if ((await limiter.run(write, signal)) === 'done') outcome = { kind: 'done' };
  }
  return { before: before ?? user, after: afterSteps(target.steps, user), outcome };
}

/** The last look before the write leaves: nothing may pass a stop, a cancel or a lost lease. */
async function mayWrite(services: Services, { run, signal }: TargetTask): Promise<void> {
  signal.throwIfAborted();
  if (await inStore(isStopped(services))) throw new NotNow();
  if ((await inStore(services.storage.runs.load(run.id)))?.state !== 'running') throw new NotNow();
}

async function inStore<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new StoreFault('the store failed', { cause });
  }
}

function recheckContext(services: Services, { plan }: TargetTask): RecheckContext {
  return {
    ...guardContext(services, plan.connection, plan.operation, true),
    matches: matcherOf(services, plan),
  };
}

/** A filter may hold a list of thousands of names: it is read once a plan, not once a target. */
const frozenFilters = new WeakMap<Plan, FrozenFilter>();

function matcherOf({ census, rules }: Services, plan: Plan): RecheckContext['matches'] {
  if (plan.filter === null) return null;
  const frozen = frozenFilters.get(plan) ?? {
    filter: parseFilterText(plan.filter),
    frozenAt: plan.frozenAt,
    zone: rules.zone,
  };
  frozenFilters.set(plan, frozen);
  return (user) => census.roster.matches(frozen, user);
}
