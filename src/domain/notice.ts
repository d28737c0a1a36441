import type { Approval } from './approval.ts';
import type { FileInfo } from './file.ts';
import type { Order, PageSize } from './filter.ts';
import type {
  AuditNotice,
  AuditVerdictNotice,
  ExemptionsNotice,
  FiltersNotice,
  PeopleNotice,
  ProtectionsNotice,
  RolesNotice,
  StatusNotice,
  Stopped,
  WhyNotice,
} from './house-notice.ts';
import type { Instant, ViewId } from './ids.ts';
import type { HelpNotice, WelcomeNotice } from './opening-notice.ts';
import type { Operation, OperationKind } from './operation.ts';
import type { Role } from './person.ts';
import type { NoAccount, Plan, PlanExclusion, PlanTarget, Source } from './plan.ts';
import type { Problem } from './problem.ts';
import type { Run, RunCounts, TargetOutcome } from './run.ts';
import type { SettingChange } from './setting-change.ts';
import type { DirectoryUser } from './user.ts';

/**
 * Everything Rollcall can say, before it has a look. `cards` turns one into a card, an adapter's renderer
 * turns the card into what its platform shows.
 */
export type Notice =
  | WelcomeNotice
  | HelpNotice
  | ListNotice
  | UserNotice
  | ConfirmNotice
  | NothingNotice
  | ApprovalNotice
  | ReportNotice
  | SettingApprovalNotice
  | RunNotice
  | ApprovalsNotice
  | RunsNotice
  | AuditNotice
  | StatusNotice
  | DoctorNotice
  | WhoamiNotice
  | WhyNotice
  | ProtectionsNotice
  | ExemptionsNotice
  | RolesNotice
  | PeopleNotice
  | FiltersNotice
  | AuditVerdictNotice
  | FileNotice
  | HomeNotice
  | SaidNotice
  | ProblemNotice;

export type NoticeKind = Notice['kind'];

/**
 * `names`: goes to a person who may see names, carries the sample. `counts`: goes to a channel, where
 * personal data never goes (spec S4.2, S12).
 */
export type Audience = 'names' | 'counts';

/**
 * What the reader of one copy of a request can do about it: `anyone` reads a channel; `decided` gave a verdict
 * already; an `onlooker` may see it and can do nothing.
 */
export type Reader = 'anyone' | 'requester' | 'decider' | 'decided' | 'onlooker';

/** One page of a list. `before` is the total the reader last saw, when it moved. */
export interface ListNotice {
  readonly kind: 'list';
  readonly view: ViewId;
  readonly total: number;
  readonly before: number | null;
  readonly filterWords: string;
  readonly command: string;
  readonly order: Order;
  readonly page: number;
  readonly per: PageSize;
  readonly rows: readonly DirectoryUser[];
  readonly selected: ReadonlySet<string>;
  readonly unknown: number;
  readonly noAccount: NoAccount;
  /** The page that was asked for, when the list has fewer; the last one is shown. */
  readonly missingPage: number | null;
  readonly sources: readonly Source[];
  /** Operations the reader may ask for here; empty when they may only read. */
  readonly offers: readonly OperationKind[];
  readonly now: Instant;
}

export interface UserNotice {
  readonly kind: 'user';
  readonly user: DirectoryUser;
  readonly clockStart: Instant | null;
  readonly protectedBy: string | null;
  readonly source: Source;
  readonly now: Instant;
}

/** "All 128 that match?" before a change of everything a list matches. */
export interface ConfirmNotice {
  readonly kind: 'confirm';
  readonly view: ViewId;
  readonly operation: Operation;
  readonly total: number;
  readonly before: number | null;
  readonly filterWords: string;
}

/** A change without a single target left, with what was left out. */
export interface NothingNotice {
  readonly kind: 'nothing';
  readonly plan: Plan;
  /** The first who were left out, for who asked alone. */
  readonly exclusions: readonly PlanExclusion[];
  readonly noAccount: NoAccount;
}

export interface Decider {
  readonly name: string;
  readonly decided: 'approve' | 'reject' | 'withdraw' | null;
}

export interface ApprovalNotice {
  readonly kind: 'approval';
  readonly approval: Approval;
  readonly plan: Plan;
  readonly audience: Audience;
  readonly reader: Reader;
  readonly requester: string;
  /** People who can decide now. */
  readonly deciders: readonly Decider[];
  /** People who hold the role but may not decide here, with why. */
  readonly barred: readonly { readonly name: string; readonly why: string }[];
  /** The first targets by name; empty for `counts`. */
  readonly sample: readonly PlanTarget[];
  readonly noAccount: NoAccount;
  /** Names by person id of everyone in `approval.verdicts`. */
  readonly names: Readonly<Record<string, string>>;
}

/** A request to change a setting that only a second person may change. */
export interface SettingApprovalNotice {
  readonly kind: 'setting-approval';
  readonly approval: Approval;
  readonly change: SettingChange;
  readonly audience: Audience;
  readonly reader: Reader;
  readonly requester: string;
  readonly deciders: readonly Decider[];
  readonly barred: readonly { readonly name: string; readonly why: string }[];
  readonly names: Readonly<Record<string, string>>;
}

export interface ReportNotice {
  readonly kind: 'report';
  readonly plan: Plan;
  readonly requester: string;
  readonly audience: Audience;
  readonly sample: readonly PlanTarget[];
  readonly exclusions: readonly PlanExclusion[];
  readonly file: FileInfo | null;
}

/** Progress and result of a run: which of the two follows from `run.state`. */
export interface RunNotice {
  readonly kind: 'run';
  readonly run: Run;
  readonly plan: Plan;
  readonly audience: Audience;
  readonly requester: string;
  readonly approvers: readonly string[];
  readonly counts: RunCounts;
  /** The first outcomes that are neither done nor already so; without names for `counts`. */
  readonly troubles: readonly (TargetOutcome & { readonly username: string })[];
  /** How many ended for each skip reason or problem kind. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  /** True when it has ended and changed somebody, so that it can be taken back. */
  readonly undoable: boolean;
  /** Estimate for what is left, in milliseconds; null when it is not running or not known. */
  readonly leftMs: number | null;
  readonly now: Instant;
}

export interface ApprovalsNotice {
  readonly kind: 'approvals';
  /** How many wait for a decision and how many are held beyond the cap, listed or not. */
  readonly due: number;
  readonly held: number;
  /** The first of both. */
  readonly waiting: readonly OpenRequest[];
}

/** One of the requests that are open, as one reader sees it. */
export interface OpenRequest {
  readonly approval: Approval;
  /** What it is about: a plan, or a change of a setting. */
  readonly about: Plan | SettingChange;
  readonly requester: string;
  /** Null when the reader may decide it. */
  readonly barred: string | null;
}

/** What one person finds on their own page; empty of whatever their roles do not let them read. */
export interface HomeNotice {
  readonly kind: 'home';
  /** Null for who may not ask how things stand. */
  readonly status: StatusNotice | null;
  /** How many requests wait for the reader, and how many more are open for others. */
  readonly due: number;
  readonly others: number;
  /** The first that wait for the reader. */
  readonly waiting: readonly OpenRequest[];
  readonly running: number;
  /** The newest that are under way, without names. */
  readonly runs: readonly RunNotice[];
  /** What the reader may run from here. */
  readonly commands: WelcomeNotice['commands'];
  /** Whether the reader may list users, and so is offered the filter form. */
  readonly mayList: boolean;
  readonly now: Instant;
}

export interface RunsNotice {
  readonly kind: 'runs';
  readonly runs: readonly {
    readonly run: Run;
    readonly plan: Plan;
    readonly counts: RunCounts;
    readonly requester: string;
  }[];
}

export interface Finding {
  readonly subject: string;
  readonly state: 'ok' | 'warning' | 'broken';
  readonly message: string;
  /** What to do; null when all is well. */
  readonly remedy: string | null;
}

export interface DoctorNotice {
  readonly kind: 'doctor';
  readonly findings: readonly Finding[];
}

export interface WhoamiNotice {
  readonly kind: 'whoami';
  readonly name: string;
  readonly roles: readonly Role[];
  readonly account: string;
  /** How the account became theirs; null when nobody kept it. */
  readonly linked: LinkedWords | null;
  readonly users: readonly string[];
}

/** How an account was linked, with the name of the admin who did it. */
export type LinkedWords =
  | { readonly how: 'admin'; readonly name: string; readonly at: Instant }
  | { readonly how: 'settings' | 'mail'; readonly at: Instant };

export interface FileNotice {
  readonly kind: 'file';
  readonly headline: string;
  readonly detail: string;
  readonly file: FileInfo;
}

/** A short answer that needs no screen of its own. */
export interface SaidNotice {
  readonly kind: 'said';
  readonly headline: string;
  readonly detail: string;
  /** Said beside when what was asked waits for `resume`. */
  readonly stopped?: Stopped;
}

export interface ProblemNotice {
  readonly kind: 'problem';
  readonly problem: Problem;
  /** An admin reads it: how a setting is mended is told to nobody else. */
  readonly forAdmin?: boolean;
}
