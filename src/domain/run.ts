import type { ApprovalId, ConnectionName, Instant, PersonId, PlanId, RunId } from './ids.ts';
import type { SkipReason } from './plan.ts';
import type { Problem } from './problem.ts';
import type { DirectoryUser } from './user.ts';

export const RUN_STATES = [
  'queued',
  'running',
  'paused',
  'cancelling',
  'halted',
  'done',
  'cancelled',
] as const;
/**
 * `paused`: by a person, goes on after `continue`; `stop` and `resume` leave it so. `halted`: by `stop`, goes on
 * after `resume`. Either ends by itself when its last writes in flight were all that was left. `cancelling`: asked
 * to end, the last writes are still in flight. `done` and `cancelled` are final.
 */
export type RunState = (typeof RUN_STATES)[number];

export type RunEvent = 'start' | 'pause' | 'continue' | 'cancel' | 'halt' | 'resume' | 'finish';

/** Every legal move; a pair that is absent is refused. */
export const RUN_TRANSITIONS: Readonly<Record<RunState, Partial<Readonly<Record<RunEvent, RunState>>>>> = {
  queued: { start: 'running', pause: 'paused', cancel: 'cancelling', halt: 'halted' },
  running: { pause: 'paused', cancel: 'cancelling', halt: 'halted', finish: 'done' },
  paused: { continue: 'queued', cancel: 'cancelling', finish: 'done' },
  cancelling: { finish: 'cancelled' },
  halted: { cancel: 'cancelling', resume: 'queued', finish: 'done' },
  done: {},
  cancelled: {},
};

/** One execution of an approved plan. Outcomes are rows of their own, see {@link TargetOutcome}. */
export interface Run {
  readonly id: RunId;
  readonly version: number;
  readonly plan: PlanId;
  readonly approval: ApprovalId;
  readonly connection: ConnectionName;
  readonly state: RunState;
  readonly total: number;
  readonly requestedBy: PersonId;
  readonly approvedBy: readonly PersonId[];
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  /** What the directory says after the run; null until it was read back. */
  readonly readBack: ReadBack | null;
  /** Since when the directory gives no answer, so that the run waits for it; null while it answers. */
  readonly waitingSince: Instant | null;
}

/** Expected against real once a run has ended (spec S4.4). */
export interface ReadBack {
  readonly at: Instant;
  readonly seatsExpected: number;
  readonly seatsReal: number;
  /** How many users are not as the run left them, and the usernames of the first twenty. */
  readonly unexpected: number;
  readonly unexpectedUsers: readonly string[];
}

/** How one target ended (spec S1, run). */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'already-so' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly detail: string }
  | { readonly kind: 'failed'; readonly problem: Problem };

export type OutcomeKind = Outcome['kind'];

/** What a target that was skipped or failed is counted under; empty for any other. */
export function reasonOf(outcome: Outcome): string {
  if (outcome.kind === 'skipped') return outcome.reason;
  return outcome.kind === 'failed' ? outcome.problem.kind : '';
}

/** A target's row in the run's ledger. `before` is stored ahead of the write, the outcome after it. */
export interface TargetOutcome {
  readonly n: number;
  /** The user right before the write; null when it was gone or never read. */
  readonly before: DirectoryUser | null;
  /** The user as it was left; null when it is gone, was never read or its state is not known. */
  readonly after: DirectoryUser | null;
  readonly outcome: Outcome;
  readonly at: Instant;
}

export type RunCounts = Readonly<Record<OutcomeKind, number>>;
export const NO_COUNTS: RunCounts = { done: 0, 'already-so': 0, skipped: 0, failed: 0 };

/** How many targets have ended, whatever the way. */
export function ended(counts: RunCounts): number {
  return counts.done + counts['already-so'] + counts.skipped + counts.failed;
}

/** True while the run still has or may get work. */
export function isLive(state: RunState): boolean {
  return state !== 'done' && state !== 'cancelled';
}

/** The run after an event, or undefined when the table does not allow it. */
export function advance(run: Run, event: RunEvent, at: Instant): Run | undefined {
  const state = RUN_TRANSITIONS[run.state][event];
  if (state === undefined) return undefined;
  return {
    ...run,
    version: run.version + 1,
    state,
    startedAt: event === 'start' ? (run.startedAt ?? at) : run.startedAt,
    finishedAt: event === 'finish' ? at : run.finishedAt,
    // Whatever does not run waits for no directory.
    waitingSince: state === 'running' ? run.waitingSince : null,
  };
}
