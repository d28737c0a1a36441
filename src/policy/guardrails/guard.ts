import type { Instant, UserRef } from '../../domain/ids.ts';
import type { Operation, Step } from '../../domain/operation.ts';
import type { SkipReason } from '../../domain/plan.ts';
import type { DirectoryInfo, DirectoryUser } from '../../domain/user.ts';

/** Why a user is left alone, and the particular that makes it so ("member of confluence-administrators"). */
export interface Guard {
  readonly reason: SkipReason;
  readonly detail: string;
}

/** A user as it is now and what would be done to it. */
export interface Subject {
  readonly user: DirectoryUser;
  readonly steps: readonly Step[];
}

/** What the guardrails of one connection look at beside the user. Names of users and groups are caseless. */
export interface GuardContext {
  readonly operation: Operation;
  readonly now: Instant;
  readonly protectedUsers: ReadonlySet<string>;
  /** Accounts that are protected whatever they are called by now. */
  readonly protectedAccounts: ReadonlySet<UserRef>;
  readonly protectedGroups: ReadonlySet<string>;
  readonly adminGroups: ReadonlySet<string>;
  readonly seatGroups: ReadonlySet<string>;
  readonly activeAdmins: number;
  readonly directories: ReadonlyMap<string, DirectoryInfo>;
  /** False when the connection cannot write this operation at all. */
  readonly canWrite: boolean;
  /** The account Rollcall itself works with; null when the connection has none. */
  readonly ownAccount: UserRef | null;
  /** True for usernames that a pattern of the settings takes for service accounts. */
  readonly isServiceName: (username: string) => boolean;
  /** Why a user is exempt today; undefined when it is not. */
  readonly exemptionOf: (ref: UserRef) => string | undefined;
  /** What idle days of a user count from; null when unknown (spec S1, clock start). */
  readonly clockStartOf: (ref: UserRef) => Instant | null;
  /** Directory users of the person who asks. */
  readonly requester: ReadonlySet<UserRef>;
  /** True when another user of the connection has that username. */
  readonly isNameTaken: (username: string, by: UserRef) => boolean;
  /** How many people approved the change; null while it is only planned. */
  readonly approvals: number | null;
}

/** One guardrail: pure; null when it does not hold for the subject. */
export type Rule = (subject: Subject, context: GuardContext) => Guard | null;
