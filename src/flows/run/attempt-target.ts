import { afterSteps, isAlreadySo, isHalfDone, isNoop, takesAccess } from '../../domain/operation.ts';
import type { Outcome } from '../../domain/run.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import { CAP_WINDOW_MS } from '../../policy/cap.ts';
import { beyondCap } from '../../policy/guardrails/beyond-cap.ts';
import type { Guard, GuardContext } from '../../policy/guardrails/guard.ts';
import { recheck } from '../../policy/guardrails/recheck.ts';
import { guardOf } from '../../policy/guardrails/rules.ts';
import { capFor } from '../cap.ts';
import { loadApproval } from '../load.ts';
import { loadGuardContext } from '../plan/guard-context.ts';
import { matcherOf } from '../plan/plan-matcher.ts';
import type { Connection, Services } from '../services.ts';
import { goneOutcome, halfDone } from './begun-target.ts';
import { noteAnswer } from './outage.ts';
import { isStopped } from './stop-service.ts';
import { inStore, NotNow, type Reached, type Settled, type TargetTask } from './target-task.ts';

/** A user read longer ago than this, in milliseconds, is read again before anything is written. */
const FRESH_MS = 5_000;
/** Or longer ago than so many turns of everybody at work, where the pace is slow: else nobody got to write. */
const FRESH_TURNS = 3;

const NO_LIMIT = Number.POSITIVE_INFINITY;

/** The write waited so long for its turn that the user may have changed since it was read. */
class ReadAgain extends Error {}

/** One try: re-read, re-check, store the state before, write what is still to be written. */
export async function attemptTarget(
  services: Services,
  connection: Connection,
  task: TargetTask,
  reached: Reached,
): Promise<Settled> {
  for (;;) {
    try {
      return await readAndWrite(services, connection, task, reached);
    } catch (error) {
      if (!(error instanceof ReadAgain)) throw error;
    }
  }
}

async function readAndWrite(
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
  const context = await inStore(contextOf(services, task, user));
  const held = await holdBack(services, task, reached, user, context);
  if (held !== null) return { before: reached.before ?? user, after: user, outcome: held };
  try {
    const outcome = await writeSteps(services, connection, task, reached, user);
    return { ...reached, outcome };
  } catch (error) {
    if (!(error instanceof HeldBack)) throw error;
    const { guard } = error;
    const isHalf = reached.after !== null && isHalfDone(target.steps, reached.before, reached.after);
    return { ...reached, outcome: isHalf ? halfDone(guard) : { kind: 'skipped', ...guard } };
  }
}

/** A guardrail that came up while a write waited for its turn. */
class HeldBack extends Error {
  readonly guard: Guard;
  constructor(guard: Guard) {
    super(guard.detail);
    this.guard = guard;
  }
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
  // An earlier attempt carried out some of the steps.
  const isBegun = isHalfDone(target.steps, before, user);
  if (guard !== null) return isBegun ? halfDone(guard) : { kind: 'skipped', ...guard };
  const cap = await inStore(begin(services, task, before ?? user, context));
  if (cap === null) {
    reached.before ??= user;
    return null;
  }
  return isBegun ? halfDone(cap) : { kind: 'skipped', ...cap };
}

/**
 * Stores the state before the write, under the cap; the guard when that is used up. Whoever was begun earlier and
 * still counts keeps their share; after a day, for example of an outage, they need one of the new day.
 */
async function begin(
  services: Services,
  { run, plan, target, lease, cap }: TargetTask,
  before: DirectoryUser,
  context: GuardContext,
): Promise<Guard | null> {
  const { storage, clock } = services;
  const at = clock.now();
  const counts = takesAccess(target.steps, context.seatGroups, before);
  const store = (capOf: typeof run.connection | null) =>
    storage.ledger.begin({ run: run.id, n: target.n, before, at, capOf }, lease.lease);
  if (!counts) {
    await store(null);
    return null;
  }
  const since = await storage.ledger.countedSince(run.id, target.n);
  if (since !== null && since > at - CAP_WINDOW_MS) {
    await store(run.connection);
    return null;
  }
  // An undo is not held back, but what it takes is taken (spec S4.5, S5).
  const isUndo = plan.operation.kind === 'undo';
  const limit = isUndo ? NO_LIMIT : await capFor(services, plan, await loadApproval(storage, run.approval));
  if (await cap.begin(limit, () => store(run.connection))) return null;
  return beyondCap({ user: before, steps: target.steps }, { seatGroups: context.seatGroups, capLeft: 0 });
}

async function writeSteps(
  services: Services,
  { directory, limiter }: Connection,
  task: TargetTask,
  reached: Reached,
  user: DirectoryUser,
): Promise<Outcome> {
  const { target, signal, run } = task;
  const readAt = services.clock.now();
  const turnMs = (limiter.concurrency / limiter.ratePerSecond) * 1000;
  const freshUntil = readAt + Math.max(FRESH_MS, FRESH_TURNS * turnMs);
  let outcome: Outcome = { kind: 'already-so' };
  let now: DirectoryUser | null = user;
  for (const step of target.steps) {
    // Carried out before a crash or a lost answer: a state change is never asked for twice.
    if (now === null || isNoop(step, now)) continue;
    const write = async () => {
      if (services.clock.now() > freshUntil) throw new ReadAgain();
      await mayWrite(services, task, user);
      reached.isSent = true;
      // A write that has left for the directory is never torn off half-way: its outcome has to be recorded.
      return directory.apply(target.ref, step, new AbortController().signal);
    };
    if ((await limiter.run(write, signal)) === 'done') outcome = { kind: 'done' };
    now = afterSteps([step], now, services.census.world(run.connection, services.clock.now()));
    reached.after = now;
  }
  return outcome;
}

/**
 * The last look before the write leaves: nothing may pass a stop, a pause, a cancel, a lost lease, or what somebody
 * protected or exempted while a busy directory or an earlier step made it wait. The user is taken as it was read:
 * a move to the administrators does not stop half-way at what it gave itself.
 */
async function mayWrite(services: Services, task: TargetTask, user: DirectoryUser): Promise<void> {
  const { run, signal, target, lease } = task;
  signal.throwIfAborted();
  if (await inStore(isStopped(services))) throw new NotNow();
  if ((await inStore(services.storage.runs.load(run.id)))?.state !== 'running') throw new NotNow();
  const guard = guardOf({ user, steps: target.steps }, await inStore(contextOf(services, task, user)));
  if (guard !== null) throw new HeldBack(guard);
  // Last of all: every question above waited for an answer, and the process may have stood still meanwhile.
  lease.requireHeld();
}

function contextOf(
  services: Services,
  { plan, run }: TargetTask,
  user: DirectoryUser,
): Promise<GuardContext> {
  return loadGuardContext(services, {
    connection: plan.connection,
    operation: plan.operation,
    requestedBy: plan.requestedBy,
    canWrite: true,
    approvals: run.approvedBy.length,
    only: user,
  });
}
