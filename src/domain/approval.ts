import type { Account, Place } from './account.ts';
import type { ApprovalId, Instant, PersonId, PlanId, RunId } from './ids.ts';
import type { Actor } from './person.ts';
import type { LeftOut } from './plan.ts';
import type { Problem } from './problem.ts';
import type { SettingChange } from './setting-change.ts';

export const APPROVAL_STATES = ['held', 'waiting', 'approved', 'rejected', 'withdrawn', 'expired'] as const;
/**
 * `held`: beyond the cap; waits for who asked to take fewer, or for a higher cap. `waiting`: for a decision.
 * Every other state is final.
 */
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** One person's word on an approval; a person counts once however many accounts they have. */
export interface Verdict {
  readonly person: PersonId;
  readonly account: Account;
  readonly verdict: 'approve' | 'reject' | 'withdraw';
  readonly reason: string | null;
  readonly at: Instant;
  /** True of an approval whose person might no longer give it when a later one was given: it counts no more. */
  readonly lapsed?: boolean;
}

/** What is asked about: a frozen plan, by its fingerprint at the time of asking, or a change of a setting. */
export type ApprovalSubject =
  | { readonly kind: 'plan'; readonly plan: PlanId; readonly fingerprint: string }
  | { readonly kind: 'setting'; readonly change: SettingChange };

/** A request for a second pair of eyes. */
export interface Approval {
  readonly id: ApprovalId;
  readonly version: number;
  readonly subject: ApprovalSubject;
  /** Why it is asked for, in the words of who asks; null when they said nothing. */
  readonly reason: string | null;
  readonly state: ApprovalState;
  readonly requestedBy: PersonId;
  readonly requestedFrom: Place;
  /** How many approving people it needs. */
  readonly quorum: number;
  readonly verdicts: readonly Verdict[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** Worked out once it is approved: how many targets moved since the plan was made, and how; null before. */
  readonly moved: readonly LeftOut[] | null;
  /** A higher cap that a second person granted for this change, in users, until it ends by itself. */
  readonly raisedCap: { readonly to: number; readonly until: Instant } | null;
  /** Set when a plan was approved. */
  readonly run: RunId | null;
  /** Why nothing was started though it was approved, in a sentence; absent when nothing was wrong. */
  readonly notStarted?: string;
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
  /** Why separation of duties keeps the actor from deciding; null when it does not. */
  readonly barred: string | null;
  /** Who of those that approved before may no longer decide: they lost the role, for example. */
  readonly lapsed: ReadonlySet<PersonId>;
  /** The id the run will get if this verdict completes the quorum. */
  readonly run: RunId;
}

/**
 * Applies one verdict. Pure: the caller stores the result with the expected version, so of many
 * concurrent verdicts exactly one is written and the others meet a decided approval when they re-read.
 */
export function decide(approval: Approval, input: DecisionInput): Decision {
  if (!isOpen(approval)) return refuse('conflict', `${approval.id} is already ${approval.state}.`);
  if (input.at >= approval.expiresAt) {
    return refuse('conflict', `${approval.id} has expired. Ask again to get a fresh plan.`);
  }
  if (approval.state === 'held' && input.verdict !== 'withdraw') {
    return refuse('conflict', heldWords(approval));
  }
  const refusal = input.verdict === 'withdraw' ? mayWithdraw(approval, input) : mayVote(approval, input);
  if (refusal !== null) return refuse('not-allowed', refusal);
  const verdicts: readonly Verdict[] = [
    ...approval.verdicts.map((entry) => lapse(entry, input.lapsed)),
    {
      person: input.actor.person.id,
      account: input.actor.account,
      verdict: input.verdict,
      reason: input.reason,
      at: input.at,
    },
  ];
  const state = nextState(input.verdict, approversOf({ verdicts }).length, approval.quorum);
  const run = state === 'approved' && approval.subject.kind === 'plan' ? input.run : null;
  return { ok: true, approval: { ...approval, version: approval.version + 1, state, verdicts, run } };
}

/** Everybody whose approval counts. */
export function approversOf({ verdicts }: Pick<Approval, 'verdicts'>): readonly PersonId[] {
  return verdicts
    .filter(({ verdict, lapsed }) => verdict === 'approve' && lapsed !== true)
    .map(({ person }) => person);
}

function lapse(entry: Verdict, lapsed: ReadonlySet<PersonId>): Verdict {
  return entry.verdict === 'approve' && lapsed.has(entry.person) ? { ...entry, lapsed: true } : entry;
}

/** What lets a held approval go on: fewer users under a plan of its own, or a higher cap. */
export type Release = Pick<Approval, 'subject' | 'quorum'> | Pick<Approval, 'raisedCap'>;

/** Lets a held approval be decided, under a plan that fits the cap or a cap that fits it; else undefined. */
export function release(approval: Approval, by: Release, at: Instant): Approval | undefined {
  if (approval.state !== 'held' || at >= approval.expiresAt) return undefined;
  return { ...approval, ...by, version: approval.version + 1, state: 'waiting' };
}

/** True while somebody can still do something about it. */
export function isOpen({ state }: Pick<Approval, 'state'>): boolean {
  return state === 'held' || state === 'waiting';
}

function heldWords({ id }: Approval): string {
  return `${id} is beyond the cap and waits for who asked, to take fewer or to ask for a higher cap.`;
}

/** Ends an open approval whose time is over; undefined when there is nothing to do yet. */
export function expire(approval: Approval, at: Instant): Approval | undefined {
  if (!isOpen(approval) || at < approval.expiresAt) return undefined;
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

function mayVote(approval: Approval, { actor, barred }: DecisionInput): string | null {
  if (barred !== null) return barred;
  if (approval.verdicts.some((entry) => entry.person === actor.person.id && entry.lapsed !== true)) {
    return 'You have already decided on this; each person counts once.';
  }
  return null;
}

function refuse(kind: 'conflict' | 'not-allowed', message: string): Decision {
  return { ok: false, problem: { kind, message: `${message} Nothing was changed.` } };
}
