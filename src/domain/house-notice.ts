import type { ChainVerdict } from './audit-chain.ts';
import type { AuditEvent, AuditHead } from './audit-event.ts';
import type { Instant } from './ids.ts';
import type { Role } from './person.ts';
import type { SkipReason, Source } from './plan.ts';
import type { DirectoryUser } from './user.ts';

export interface AuditNotice {
  readonly kind: 'audit';
  readonly events: readonly AuditEvent[];
  /** Display names by person id. */
  readonly names: Readonly<Record<string, string>>;
  readonly total: number;
  /** The end of the chain; null while the log is empty. */
  readonly head: AuditHead | null;
}

/** What following the whole chain came to. */
export interface AuditVerdictNotice {
  readonly kind: 'audit-verdict';
  readonly verdict: ChainVerdict;
  /** False when no noted head was given: a log whose end was cut off holds by itself. */
  readonly endChecked: boolean;
}

/** Which guardrails hold for one user and what else decides about them. */
export interface WhyNotice {
  readonly kind: 'why';
  readonly user: DirectoryUser;
  readonly clockStart: Instant | null;
  /** Whole days since the clock start; null when unknown. */
  readonly idleDays: number | null;
  /** What would keep a deactivation from this user, first the one that counts; empty when nothing does. */
  readonly holds: readonly Held[];
  readonly exemption: { readonly until: string; readonly reason: string; readonly owner: string } | null;
  /** What protects the user, the account itself before its groups; null when nothing does. */
  readonly protection: ProtectionsNotice['entries'][number] | null;
  /** True when idle days count from an activation or an undo of ours, not from a login. */
  readonly isRestarted: boolean;
  readonly source: Source;
  readonly now: Instant;
}

/** One guardrail that holds: why, and the particular that makes it so. */
export interface Held {
  readonly reason: SkipReason;
  readonly detail: string;
}

export interface ProtectionsNotice {
  readonly kind: 'protections';
  readonly entries: readonly {
    readonly what: 'user' | 'group';
    readonly name: string;
    /** Who protected it and when; null when the settings file says so, which no command changes. */
    readonly by: { readonly name: string; readonly at: Instant } | null;
  }[];
}

export interface ExemptionsNotice {
  readonly kind: 'exemptions';
  readonly entries: readonly {
    readonly username: string;
    readonly until: string;
    readonly reason: string;
    readonly owner: string;
    readonly isOver: boolean;
  }[];
}

export interface RolesNotice {
  readonly kind: 'roles';
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly Role[];
    /** Roles that come through a directory group. */
    readonly through: readonly { readonly role: Role; readonly group: string }[];
  }[];
  readonly groups: readonly { readonly role: Role; readonly group: string }[];
}

/** Who Rollcall knows: what each may do, where they write from and who they are in the directories. */
export interface PeopleNotice {
  readonly kind: 'people';
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    /** By themselves or through a group, each once. */
    readonly roles: readonly Role[];
    /** Account keys. */
    readonly accounts: readonly string[];
    /** Usernames; the reference of one that is in no directory any more. */
    readonly users: readonly string[];
  }[];
}

export interface FiltersNotice {
  readonly kind: 'filters';
  readonly entries: readonly {
    readonly name: string;
    readonly text: string;
    readonly words: string;
    readonly owner: string;
    readonly at: Instant;
  }[];
}

/** That everything is stopped: who said so, when and why. */
export interface Stopped {
  /** Null: Rollcall stopped by itself, see `reason`. */
  readonly by: string | null;
  readonly at: Instant;
  readonly reason: string | null;
}

export interface StatusNotice {
  readonly kind: 'status';
  readonly stopped: Stopped | null;
  readonly connections: readonly {
    readonly source: Source;
    readonly users: number;
    readonly active: number;
    readonly deactivated: number;
    readonly licensed: number;
    /** Enabled users of whom no source says whether they hold a seat. */
    readonly seatUnknown: number;
    /** Why the newest read failed, in a line; null when it did not. */
    readonly failed: string | null;
    readonly seats: number | null;
    readonly writable: boolean;
  }[];
  readonly waiting: number;
  readonly running: number;
  readonly head: AuditHead | null;
  readonly now: Instant;
}
