import { isAlreadySo, isHalfDone, type Step } from '../../domain/operation.ts';
import type { Outcome } from '../../domain/run.ts';
import type { Guard } from '../../policy/guardrails/guard.ts';
import type { Connection } from '../services.ts';
import type { BegunTask, Reached, Settled } from './target-task.ts';

/** The outcome of a target whose user is gone: what a deletion wanted, else nothing to be done any more. */
export function goneOutcome(steps: readonly Step[], { before }: Pick<Reached, 'before'>): Outcome {
  if (!steps.some(({ kind }) => kind === 'delete')) {
    return { kind: 'skipped', reason: 'gone', detail: 'no longer in the directory' };
  }
  return { kind: before === null ? 'already-so' : 'done' };
}

/** The outcome of a target that has to stay half-way through its steps. */
export function halfDone({ reason, detail }: Pick<Guard, 'detail'> & { readonly reason: string }): Outcome {
  const message = `Stopped half-way: ${detail}.`;
  const remedy = `Undo this user, or finish the change by hand (${reason}).`;
  return { kind: 'failed', problem: { kind: 'guarded', message, remedy } };
}

/**
 * How a target was left that was begun and goes on no more; writes nothing. Null when nothing of it was carried
 * out.
 */
export async function lookAtTarget(
  { directory, limiter }: Connection,
  { target, signal }: BegunTask,
  reached: Reached,
): Promise<Settled | null> {
  const user = await limiter.run(() => directory.user(target.ref, signal), signal);
  reached.after = user ?? null;
  if (user === undefined) return { ...reached, outcome: goneOutcome(target.steps, reached) };
  if (isAlreadySo(target.steps, user)) return { ...reached, outcome: { kind: 'done' } };
  if (!isHalfDone(target.steps, reached.before, user)) return null;
  return { ...reached, outcome: halfDone({ reason: 'cancelled', detail: 'the run was cancelled' }) };
}
