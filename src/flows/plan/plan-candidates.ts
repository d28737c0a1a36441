import type { FrozenFilter, Order } from '../../domain/filter.ts';
import type { ConnectionName, PlanId, RunId, UserRef } from '../../domain/ids.ts';
import { connectionOf } from '../../domain/ids.ts';
import {
  type After,
  afterSteps,
  type Operation,
  type Step,
  stepsFor,
  takesAccess,
} from '../../domain/operation.ts';
import type { PlanTarget } from '../../domain/plan.ts';
import type { TargetOutcome } from '../../domain/run.ts';
import { carriedOut, isChanged, undoingOf } from '../../domain/undo.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import type { Guard } from '../../policy/guardrails/guard.ts';
import type { Services } from '../services.ts';

/** Users read, checked and stored at a time. */
const BATCH = 200;

/** What a change was asked for: a filter, users picked by hand, those of an earlier plan, or a run to undo. */
export type Choice =
  | {
      readonly kind: 'filter';
      readonly filter: FrozenFilter;
      readonly text: string;
      readonly words: string;
    }
  | { readonly kind: 'picked'; readonly users: readonly UserRef[] }
  | {
      readonly kind: 'undo';
      readonly run: RunId;
      readonly plan: PlanId;
      /** One account of the run, called `username` then; null for all. */
      readonly user: UserRef | null;
      readonly username: string | null;
    };

/** A user that a plan is about, what would be done to it, and why not when that is settled already. */
export interface Candidate {
  readonly user: DirectoryUser;
  readonly steps: readonly Step[];
  readonly guard: Guard | null;
}

/** Everybody a change is about, in batches, in the order in which they will be written. */
export function candidates(
  services: Services,
  operation: Operation,
  choice: Choice,
  order: Order,
): AsyncIterable<readonly Candidate[]> {
  if (choice.kind === 'undo') return undone(services, choice);
  if (operation.kind === 'undo') throw new Error('an undo is chosen by its run');
  return changed(services, operation, choice, order);
}

/** The users a filter or a list of references stands for, in batches. */
export function* chosenUsers(
  { census }: Services,
  choice: Exclude<Choice, { readonly kind: 'undo' }>,
  order: Order,
): Iterable<readonly DirectoryUser[]> {
  if (choice.kind === 'filter') {
    yield* census.roster.each(choice.filter, order, BATCH);
    return;
  }
  for (let at = 0; at < choice.users.length; at += BATCH) {
    const refs = choice.users.slice(at, at + BATCH);
    yield refs.map((ref) => census.roster.user(ref)).filter((user) => user !== undefined);
  }
}

async function* changed(
  services: Services,
  operation: Exclude<Operation, { readonly kind: 'undo' }>,
  choice: Exclude<Choice, { readonly kind: 'undo' }>,
  order: Order,
): AsyncGenerator<readonly Candidate[]> {
  for (const users of chosenUsers(services, choice, order)) {
    const former =
      operation.kind === 'activate'
        ? await services.storage.formerNames.of(users.map(({ ref }) => ref))
        : new Map<UserRef, { name: string; now: string }>();
    yield users.map((user) => {
      const given = former.get(user.ref);
      const formerName = given !== undefined && given.now === user.username ? given.name : null;
      const canRename = canWrite(services, connectionOf(user.ref), 'rename');
      return { user, steps: stepsFor(operation, user, { canRename, formerName }), guard: null };
    });
  }
}

/** True when the connection declares the step. */
export function canWrite({ connections }: Services, name: ConnectionName, kind: Step['kind']): boolean {
  return connections.get(name)?.directory.capabilities.writes.includes(kind) ?? false;
}

async function* undone(
  { storage, census, clock }: Services,
  { run, plan, user }: Extract<Choice, { readonly kind: 'undo' }>,
): AsyncGenerator<readonly Candidate[]> {
  for (let from = 0; ; ) {
    const rows = await storage.ledger.outcomes(run, plan, from, BATCH);
    const last = rows.at(-1);
    if (last === undefined) return;
    from = last.n + 1;
    yield rows
      .filter(({ target }) => user === null || target.ref === user)
      .flatMap((row) => {
        const { ref } = row.target;
        return undoneRow(row, census.roster.user(ref), census.world(connectionOf(ref), clock.now()));
      });
  }
}

type Row = TargetOutcome & { readonly target: PlanTarget };

/** Nothing for a user the run did not change. */
function undoneRow(
  { target, before, after: found, outcome, at }: Row,
  now: DirectoryUser | undefined,
  world: After,
): readonly Candidate[] {
  if (before === null) return [];
  const after = found && afterSteps(carriedOut(target.steps, before, found), before, world);
  if (after === null) {
    if (outcome.kind !== 'failed') return [];
    const detail = 'not known how the run left the account';
    return [{ user: now ?? before, steps: [], guard: { reason: 'changed-since', detail } }];
  }
  if (!isChanged(before, after)) return [];
  if (now === undefined) {
    return [{ user: after, steps: [], guard: { reason: 'gone', detail: 'no longer in the directory' } }];
  }
  const undoing = undoingOf(before, after, now);
  if (!('steps' in undoing)) {
    return [{ user: now, steps: [], guard: { reason: 'changed-since', detail: undoing.movedSince } }];
  }
  const { steps } = undoing;
  // Whoever uses what the run gave would miss it.
  const hasUsedIt = now.lastLogin.kind === 'at' && now.lastLogin.at > at;
  if (hasUsedIt && takesAccess(steps, world.seatGroups, now)) {
    return [{ user: now, steps: [], guard: { reason: 'changed-since', detail: 'logged in since' } }];
  }
  return [{ user: now, steps, guard: null }];
}
