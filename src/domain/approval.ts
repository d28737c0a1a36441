import type { Account, Place } from './account.ts';
import type { ApprovalId, Instant, PersonId, PlanId, RunId } from './ids.ts';
import type { Actor } from './person.ts';
import type { Problem } from './problem.ts';

export const APPROVAL_STATES = ['waiting', 'approved', 'rejected', 'withdrawn', 'expired'] as const;
/** Only `waiting` can change; every other state is final. */
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** One person's word on an approval; a person counts once however many accounts they have. */
export interface Verdict {
  readonly person: PersonId;
  readonly account: Account;
  readonly verdict: 'approve' | 'reject' | 'withdraw';
  readonly reason: string | null;
  readonly at: Instant;
}

/** A request for a second pair of eyes on one plan. */
export interface Approval {
  readonly id: ApprovalId;
  readonly version: number;
  readonly plan: PlanId;
  /** The plan's fingerprint at the time of asking. */
  readonly fingerprint: string;
  readonly state: ApprovalState;
  readonly requestedBy: PersonId;
  readonly requestedFrom: Place;
  /** How many approving people it needs. */
  readonly quorum: number;
  readonly verdicts: readonly Verdict[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** Set when approved. */
  readonly run: RunId | null;
}

/** Twenty-four hours, spec S4.1. */
export const APPROVAL_LIFETIME_MS = 24 * 60 * 60 * 1000;

export type Decision =
  | { readonly ok: true; readonly approval: Approval }
  | { readonly ok: false; readonly problem: Problem };

export interface DecisionInput {
  readonly verdict: Verdict['verdict'];
  readonly reason: string | null;
  readonly actor: Actor;
  readonly at: Instant;
  /** True when one of the actor's directory users is a target of the plan. */
  readonly actorIsTarget: boolean;
  /** The id the run will get if this verdict completes the quorum. */
  readonly run: RunId;
}

/**
 * Applies one verdict. Pure: the caller stores the result with the expected version, so of many
 * concurrent verdicts exactly one is written and the others meet a decided approval when they re-read.
 */
export function decide(approval: Approval, input: DecisionInput): Decision {
  if (approval.state !== 'waiting') return refuse('conflict', `${approval.id} is already ${approval.state}.`);
  if (input.at >= approval.expiresAt) {
    return refuse('conflict', `${approval.id} has expired. Ask again to get a fresh plan.`);
  }
  const refusal = input.verdict === 'withdraw' ? mayWithdraw(approval, input) : mayVote(approval, input);
  if (refusal !== null) return refuse('not-allowed', refusal);
  const verdicts = [
    ...approval.verdicts,
    {
      person: input.actor.person.id,
      account: input.actor.account,
      verdict: input.verdict,
      reason: input.reason,
      at: input.at,
    },
  ];
  const approvals = verdicts.filter((entry) => entry.verdict === 'approve').length;
  const state = nextState(input.verdict, approvals, approval.quorum);
  const run = state === 'approved' ? input.run : null;
  return { ok: true, approval: { ...approval, version: approval.version + 1, state, verdicts, run } };
}

/** Ends a waiting approval whose time is over; undefined when there is nothing to do yet. */
export function expire(approval: Approval, at: Instant): Approval | undefined {
  if (approval.state !== 'waiting' || at < approval.expiresAt) return undefined;
  return { ...approval, version: approval.version + 1, state: 'expired' };
}

function nextState(verdict: Verdict['verdict'], approvals: number, quorum: number): ApprovalState {
  if (verdict === 'withdraw') return 'withdrawn';
  if (verdict === 'reject') return 'rejected';
  return approvals >= quorum ? 'approved' : 'waiting';
}

function mayWithdraw(approval: Approval, { actor }: DecisionInput): string | null {
  return actor.person.id === approval.requestedBy
    ? null
    : 'Only the person who asked can withdraw this. An approver can reject it instead.';
}

function mayVote(approval: Approval, { actor, actorIsTarget }: DecisionInput): string | null {
  if (actor.person.id === approval.requestedBy) {
    return 'You asked for this, so somebody else has to decide. You can withdraw it.';
  }
  if (actorIsTarget) return 'You are one of the users this would change, so somebody else has to decide.';
  if (approval.verdicts.some((entry) => entry.person === actor.person.id)) {
    return 'You have already decided on this; each person counts once.';
  }
  return null;
}

function refuse(kind: 'conflict' | 'not-allowed', message: string): Decision {
  return { ok: false, problem: { kind, message: `${message} Nothing was changed.` } };
}
