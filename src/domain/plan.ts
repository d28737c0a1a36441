import type { Place } from './account.ts';
import type { Order } from './filter.ts';
import type { ConnectionName, Instant, PersonId, PlanId, UserRef } from './ids.ts';
import type { Operation, Step } from './operation.ts';
import type { LastLogin } from './user.ts';

/** Why a matching user is not a target, at planning or right before the write. */
export const SKIP_REASONS = [
  'protected',
  'admin',
  'last-admin',
  'own-account',
  'service-account',
  'exempt',
  'too-new',
  'not-long-deactivated',
  'not-for-oneself',
  'name-taken',
  'inherited',
  'not-a-member',
  'read-only-directory',
  'read-only-connection',
  'already-so',
  'logged-in-since',
  'no-longer-matches',
  'changed-since',
  'beyond-cap',
  'gone',
  'no-account',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Where the figures of a plan or list come from and how old they are. */
export interface Source {
  readonly connection: ConnectionName;
  /** What people call it, for example `Sandbox`. */
  readonly label: string;
  /** When the last complete read ended; null before the first. */
  readonly readAt: Instant | null;
  /** Older than the connection's reading interval allows. */
  readonly stale: boolean;
}

/** Seats before the change and after it; `total` is null when unlimited or unknown. */
export interface SeatForecast {
  readonly used: number;
  readonly total: number | null;
  readonly freed: number;
  /**
   * Targets of which no source says whether they hold a seat, which are in none of the other figures; absent when
   * there is none.
   */
  readonly unknown?: number;
}

export interface LeftOut {
  readonly reason: SkipReason;
  readonly count: number;
}

/** Names and addresses in a filter that are no account: how many, and the first of them as typed. */
export interface NoAccount {
  readonly total: number;
  /** Never for a channel. */
  readonly first: readonly string[];
}

/** How the cap on what takes access away bears on a plan; counted after all other guardrails (spec S5). */
export interface CapForecast {
  /** Users that may lose access on this connection in 24 hours. */
  readonly limit: number;
  /** Users that did in the last 24 hours, or are about to by runs under way; more than the limit at times. */
  readonly used: number;
  /** What is left of it today. */
  readonly left: number;
  /** Users the change would take access from, had it no cap. */
  readonly eligible: number;
}

/**
 * The header of a frozen plan. Targets and exclusions are rows of their own ({@link PlanTarget},
 * {@link PlanExclusion}), written before the header, so that a header always has all its rows.
 */
export interface Plan {
  readonly id: PlanId;
  readonly version: number;
  readonly operation: Operation;
  /** The only connection this plan writes to. */
  readonly connection: ConnectionName;
  /** A report names what would be done where the connection cannot write; it has no approval. */
  readonly kind: 'plan' | 'report';
  /** The filter as canonical text, re-parsed for the re-check; null when the targets were picked by hand. */
  readonly filter: string | null;
  /** The same in plain words, for people. */
  readonly filterWords: string;
  /** Relative dates in `filter` count from here. */
  readonly frozenAt: Instant;
  readonly order: Order;
  /** Users the filter takes, whatever becomes of them; names that are no account are not among them. */
  readonly matched: number;
  readonly targets: number;
  readonly leftOut: readonly LeftOut[];
  /** Users a needed fact is unknown of; they never match (spec S1). */
  readonly unknown: number;
  readonly seats: SeatForecast;
  /** Null when the change takes no access away, or is an undo, which no cap holds back. */
  readonly cap: CapForecast | null;
  /** How many people have to approve, by severity (spec S4.2). */
  readonly quorum: number;
  /** What the card has to say beside, for example that the directory cannot rename. */
  readonly notes: readonly string[];
  readonly requests: number;
  readonly estimateMs: number;
  readonly source: Source;
  readonly requestedBy: PersonId;
  readonly requestedFrom: Place;
  /** SHA-256 over the frozen targets and steps, hex. */
  readonly fingerprint: string;
}

/** One target, numbered from 0 in the order it will be written. */
export interface PlanTarget {
  readonly n: number;
  readonly ref: UserRef;
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
  readonly directory: string;
  readonly lastLogin: LastLogin;
  /** Null when no source says whether the user holds a seat. */
  readonly licensed: boolean | null;
  /** Enabled when planned; an undo leaves alone whoever is otherwise by now. */
  readonly active: boolean;
  readonly steps: readonly Step[];
}

/** One matching user that is not a target, or a name in the request that is no account; numbered from 0. */
export interface PlanExclusion {
  readonly n: number;
  /** Null for a name that is no account. */
  readonly ref: UserRef | null;
  readonly username: string;
  readonly displayName: string;
  readonly reason: SkipReason;
  /** For example the group that makes the user an admin. */
  readonly detail: string;
}
