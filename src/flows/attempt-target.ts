import { afterSteps, isAlreadySo, isHalfDone, isNoop, type Step, takesAccess } from '../domain/operation.ts';
import type { Outcome } from '../domain/run.ts';
import type { DirectoryUser } from '../domain/user.ts';
import { beyondCap } from '../policy/guardrails/beyond-cap.ts';
import type { Guard, GuardContext } from '../policy/guardrails/guard.ts';
import { recheck } from '../policy/guardrails/recheck.ts';
import { capFor } from './cap.ts';
import { loadGuardContext } from './guard-context.ts';
import { loadApproval } from './load.ts';
import { noteAnswer } from './outage.ts';
import { matcherOf } from './plan-matcher.ts';
import type { Connection, Services } from './services.ts';
import { isStopped } from './stop-service.ts';
import { inStore, NotNow, type Reached, type Settled, type TargetTask } from './target-task.ts';

/** One try: re-read, re-check, store the state before, write what is still to be written. */
export async function attemptTarget(
  services: Services,
  connection: Connection,
  task: TargetTask,
  reached: Reached,
): Promise<Settled> {
  const { directory, limiter } = connection;
  const { target, signal } = task;
  const user = await limiter.run(() => directory.user(target.ref, signal), signal);
  task.pulse.answeredAt = services.clock.now();
  await inStore(noteAnswer(services, task.run));
  reached.after = user ?? null;
  if (user === undefined) return { ...reached, outcome: goneOutcome(target.steps, reached) };
  // Begun earlier and now as wanted: our own write, whose outcome a crash or a lost answer kept back.
  if (reached.before !== null && isAlreadySo(target.steps, user)) {
    return { ...reached, outcome: { kind: 'done' } };
  }
  const context = await inStore(contextOf(services, task));
  const held = await holdBack(services, task, reached, user, context);
  if (held !== null) return { before: reached.before ?? user, after: user, outcome: held };
  return {
    ...(await writeSteps(services, connection, task, reached, user)),
    before: reached.before,
  };
}

function goneOutcome(steps: readonly Step[], { before }: Reached): Outcome {
  if (!steps.some(({ kind }) => kind === 'delete')) {
    return { kind: 'skipped', reason: 'gone', detail: 'no longer in the directory' };
  }
  return { kind: before === null ? 'already-so' : 'done' };
}

/** The outcome of a target that a guardrail, the re-check or the cap holds back; null once it is begun. */
async function holdBack(
  services: Services,
  task: TargetTask,
  reached: Reached,
  user: DirectoryUser,
  context: GuardContext,
): Promise<Outcome | null> {
  const { target, plan } = task;
  const { before } = reached;
  const guard = recheck(target, user, { ...context, matches: matcherOf(services, plan), before });
  if (guard?.reason === 'already-so') return { kind: 'already-so' };
  if (guard !== null) {
    // An earlier attempt carried out some of the steps.
    const isBegun = before !== null && isHalfDone(target.steps, before, user);
    return isBegun ? halfDone(guard) : { kind: 'skipped', ...guard };
  }
  if (before !== null) return null;
  const cap = await inStore(begin(services, task, user, context));
  if (cap !== null) return { kind: 'skipped', ...cap };
  reached.before = user;
  return null;
}

function halfDone({ reason, detail }: Guard): Outcome {
  const message = `Stopped half-way: ${detail}.`;
  const remedy = `Undo this user, or finish the change by hand (${reason}).`;
  return { kind: 'failed', problem: { kind: 'guarded', message, remedy } };
}

/** Stores the state before the write, under the cap; the guard when that is used up. */
async function begin(
  services: Services,
  { run, plan, target, lease, cap }: TargetTask,
  before: DirectoryUser,
  context: GuardContext,
): Promise<Guard | null> {
  const { storage, clock } = services;
  const at = clock.now();
  const counts = plan.operation.kind !== 'undo' && takesAccess(target.steps, context.seatGroups, before);
  const store = (capOf: typeof run.connection | null) =>
    storage.ledger.begin({ run: run.id, n: target.n, before, at, capOf }, lease);
  if (!counts) {
    await store(null);
    return null;
  }
  const limit = await capFor(services, plan, await loadApproval(storage, run.approval));
  if (await cap.begin(limit, () => store(run.connection))) return null;
  return beyondCap({ user: before, steps: target.steps }, { ...context, capLeft: 0 });
}

async function writeSteps(
  services: Services,
  { directory, limiter }: Connection,
  task: TargetTask,
  reached: Reached,
  user: DirectoryUser,
): Promise<Settled> {
  const { target, signal, run } = task;
  let outcome: Outcome = { kind: 'already-so' };
  let now: DirectoryUser | null = user;
  for (const step of target.steps) {
    // Carried out before a crash or a lost answer: a state change is never asked for twice.
    if (now === null || isNoop(step, now)) continue;
    const write = async () => {
      await mayWrite(services, task);
      // A write that has left for the directory is never torn off half-way: its outcome has to be recorded.
      return directory.apply(target.ref, step, new AbortController().signal);
    };
    if ((await limiter.run(write, signal)) === 'done') outcome = { kind: 'done' };
    now = afterSteps([step], now, services.census.world(run.connection, services.clock.now()));
    reached.after = now;
  }
  return { ...reached, outcome };
}

/** The last look before the write leaves: nothing may pass a stop, a pause, a cancel or a lost lease. */
async function mayWrite(services: Services, { run, signal }: TargetTask): Promise<void> {
  signal.throwIfAborted();
  if (await inStore(isStopped(services))) throw new NotNow();
  if ((await inStore(services.storage.runs.load(run.id)))?.state !== 'running') throw new NotNow();
}

function contextOf(services: Services, { plan, target }: TargetTask): Promise<GuardContext> {
  return loadGuardContext(services, {
    connection: plan.connection,
    operation: plan.operation,
    requestedBy: plan.requestedBy,
    canWrite: true,
    capLeft: null,
    only: target.ref,
  });
}
