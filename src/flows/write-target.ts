import { parseFilterText } from '../commands/parse-filter.ts';
import type { FrozenFilter } from '../domain/filter.ts';
import { isAlreadySo, type Step } from '../domain/operation.ts';
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

/**
 * One target from re-read to recorded outcome. The state before is stored ahead of the write and the outcome
 * after it; a crash in between is recognised by the stored state and never written again.
 */
export async function writeTarget(
  services: Services,
  connection: Connection,
  task: TargetTask,
): Promise<void> {
  let before = task.before;
  for (let tries = 1; ; tries += 1) {
    try {
      const settled = await attempt(services, connection, task, before, (user) => {
        before = user;
      });
      return await recordOutcome(services, task, settled);
    } catch (error) {
      if (error instanceof NotNow) return;
      const problem = problemOf(error);
      if (problem === undefined || problem.kind === 'conflict') throw error;
      if (mayPass(problem) && tries < MAX_TRIES) {
        await services.clock.sleep(FIRST_PAUSE_MS * 2 ** (tries - 1), task.signal);
        continue;
      }
      return await recordOutcome(services, task, {
        before,
        after: null,
        outcome: { kind: 'failed', problem },
      });
    }
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
  if (before !== null && target.steps.every((step) => isAlreadySo(step, user))) {
    return { before, after: user, outcome: { kind: 'done' } };
  }
  const guard = recheck(target, user, recheckContext(services, task));
  if (guard?.reason === 'already-so') return { before: user, after: user, outcome: { kind: 'already-so' } };
  if (guard !== null) return { before: user, after: user, outcome: { kind: 'skipped', ...guard } };

  if (before === null) {
    await services.storage.ledger.begin(task.run.id, target.n, user, services.clock.now(), task.lease);
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
  return { before: before ?? user, after: afterSteps(user, target.steps), outcome };
}

/** The last look before the write leaves: nothing may pass a stop, a cancel or a lost lease. */
async function mayWrite(services: Services, { run, signal }: TargetTask): Promise<void> {
  signal.throwIfAborted();
  if (await isStopped(services)) throw new NotNow();
  if ((await services.storage.runs.load(run.id))?.state !== 'running') throw new NotNow();
}

/** The user once every step has been carried out. */
function afterSteps(user: DirectoryUser, steps: readonly Step[]): DirectoryUser {
  let { active } = user;
  for (const step of steps) active = step.kind === 'activate';
  return { ...user, active };
}

function recheckContext(services: Services, { plan }: TargetTask): RecheckContext {
  return {
    ...guardContext(services, plan.connection, plan.operation, true),
    matches: matcherOf(services, plan),
  };
}

function matcherOf({ census, rules }: Services, plan: Plan): RecheckContext['matches'] {
  if (plan.filter === null) return null;
  const filter = parseFilterText(plan.filter);
  const frozen: FrozenFilter = { filter, frozenAt: plan.frozenAt, zone: rules.zone };
  return (user) => census.roster.matches(frozen, user);
}
