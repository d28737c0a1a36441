import type { ApprovalState } from '../src/domain/approval.ts';
import type { OperationKind } from '../src/domain/operation.ts';
import { SKIP_REASONS, type SkipReason } from '../src/domain/plan.ts';
import type { ProblemKind } from '../src/domain/problem.ts';
import type { RunState } from '../src/domain/run.ts';
import type { Tone } from './card.ts';
import { number } from './format.ts';

interface OperationWords {
  /** As on a button: "Deactivate". */
  readonly verb: string;
  /** While it goes on: "Deactivating". */
  readonly doing: string;
  /** When it is done to somebody: "deactivated". */
  readonly done: string;
}

/** What each operation is called. */
export const OPERATIONS: Readonly<Record<OperationKind, OperationWords>> = {
  activate: { verb: 'Activate', doing: 'Activating', done: 'activated' },
  deactivate: { verb: 'Deactivate', doing: 'Deactivating', done: 'deactivated' },
};

/** The word and colour of each approval state. */
export const APPROVAL_WORDS: Readonly<Record<ApprovalState, { readonly word: string; readonly tone: Tone }>> =
  {
    waiting: { word: 'waiting', tone: 'warning' },
    approved: { word: 'approved', tone: 'good' },
    rejected: { word: 'rejected', tone: 'attention' },
    withdrawn: { word: 'withdrawn', tone: 'neutral' },
    expired: { word: 'expired', tone: 'neutral' },
  };

/** The word and colour of each run state. */
export const RUN_WORDS: Readonly<Record<RunState, { readonly word: string; readonly tone: Tone }>> = {
  queued: { word: 'waiting to start', tone: 'neutral' },
  running: { word: 'running', tone: 'neutral' },
  cancelling: { word: 'cancelling', tone: 'warning' },
  halted: { word: 'stopped', tone: 'attention' },
  done: { word: 'done', tone: 'good' },
  cancelled: { word: 'cancelled', tone: 'warning' },
};

/** Why users were left out or skipped, as it follows a number: "12 protected". */
const SKIPS: Readonly<Record<SkipReason, string>> = {
  protected: 'protected',
  admin: 'administrators',
  'last-admin': 'the last administrator',
  'service-account': 'service accounts',
  'read-only-directory': 'in a read-only directory',
  'read-only-connection': 'in a connection that cannot be written',
  'already-so': 'already so',
  'logged-in-since': 'logged in since the plan was made',
  'no-longer-matches': 'no longer match the filter',
  gone: 'no longer in the directory',
};

/** The same said of one user. */
const SKIP: Readonly<Record<SkipReason, string>> = {
  ...SKIPS,
  admin: 'an administrator',
  'service-account': 'a service account',
  'no-longer-matches': 'no longer matches the filter',
};

/** Why targets failed, as it follows a number: "2 refused by the directory". */
const FAILURES: Readonly<Record<ProblemKind, string>> = {
  'not-understood': 'not understood',
  'not-allowed': 'not allowed',
  'not-found': 'not found',
  ambiguous: 'not clear which was meant',
  conflict: 'changed meanwhile',
  guarded: 'held back by a guardrail',
  'rate-limited': 'slowed down by the directory until time ran out',
  unavailable: 'the directory could not be reached',
  rejected: 'refused by the directory',
  misconfigured: 'a setting is wrong',
  bug: 'a fault in Rollcall',
};

/** True when the reason is one that skips a user rather than a failure. */
export function isSkip(reason: string): reason is SkipReason {
  return (SKIP_REASONS as readonly string[]).includes(reason);
}

/** The few that are nouns, as they follow "1". */
const ONE: Partial<Readonly<Record<SkipReason, string>>> = {
  admin: 'administrator',
  'service-account': 'service account',
};

/** How many ended or were left out for a reason: "12 protected", "1 service account". */
export function countedReason(reason: string, count: number): string {
  const one = count === 1 && isSkip(reason) ? ONE[reason] : undefined;
  return `${number(count)} ${one ?? reasonWords(reason)}`;
}

function reasonWords(reason: string): string {
  return isSkip(reason) ? SKIPS[reason] : (FAILURES[reason as ProblemKind] ?? 'for another reason');
}

/** Why one user was skipped; the particular says it best where there is one. */
export function skipWords(reason: SkipReason, detail: string): string {
  if (detail === '') return SKIP[reason];
  return reason === 'admin' ? `${SKIP.admin}, ${detail}` : detail;
}
