import type { Account, MessageRef } from '../domain/account.ts';
import type { Approval } from '../domain/approval.ts';
import type { AuditDraft } from '../domain/audit-event.ts';
import type { FileInfo } from '../domain/file.ts';
import type {
  AuditRetention,
  Exemption,
  GroupRole,
  Protection,
  ReadWatch,
  SavedFilter,
} from '../domain/house.ts';
import type { ConnectionName, Instant, PersonId, PlanId, RunId, UserRef } from '../domain/ids.ts';
import type { Person } from '../domain/person.ts';
import type { Plan, PlanExclusion, PlanTarget } from '../domain/plan.ts';
import type { Run, RunCounts, TargetOutcome } from '../domain/run.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { View } from '../domain/view.ts';
import type { AuditLog } from './audit-log.ts';
import type { JobRequest } from './scheduler.ts';
import type { ReadHeader } from './user-directory.ts';

/** What every record kept by a {@link RecordStore} has. */
export interface Entity {
  readonly id: string;
  /** 1 when created, one more with every replace. */
  readonly version: number;
}

/**
 * What follows from a state change. It is written together with the record, all or nothing, and delivered
 * afterwards at least once: audit events are deduplicated by their key, jobs by name and key.
 */
export interface Effects {
  readonly audit?: readonly AuditDraft[];
  readonly jobs?: readonly JobRequest[];
}

export interface RecordQuery {
  /** Only records in one of these states, for records that have a `state`. */
  readonly states?: readonly string[];
  readonly limit: number;
  /** Newest first by creation; oldest first when false. */
  readonly newestFirst?: boolean;
}

/** Records with optimistic versions. Every value handed out is a copy. */
export interface RecordStore<T extends Entity> {
  /** Stores version 1; `conflict` when the id exists. */
  create(record: T, effects?: Effects): Promise<void>;
  load(id: T['id']): Promise<T | undefined>;
  /** Stores `record` over version `record.version - 1`; `conflict` when the stored version is another. */
  replace(record: T, effects?: Effects): Promise<void>;
  list(query: RecordQuery): Promise<readonly T[]>;
  count(states?: readonly string[]): Promise<number>;
  /** What follows is written also when there was nothing to remove. */
  remove(id: T['id'], effects?: Effects): Promise<void>;
}

/** A message that shows an approval or a run and has to be rewritten when it changes, or a file to be brought. */
export interface Posting extends Entity {
  /** Deterministic: one posting for a subject and recipient, so that a repeated job posts what is missing. */
  readonly id: string;
  /** The approval or run it shows; `file/ID` for a file. */
  readonly subject: string;
  readonly audience: 'names' | 'counts';
  /** Whose own copy it is, so that a refresh draws what that person can do; null where everybody reads it. */
  readonly reader: PersonId | null;
  /** Null while the message is being posted. */
  readonly ref: MessageRef | null;
  /** A digest of what is on screen; unchanged content is not sent again. */
  readonly shown: string;
  /**
   * Why there is no message any more and none is posted again: a person deleted it, or the place or every account
   * is gone for good.
   */
  readonly lost?: 'deleted' | 'unreachable';
}

export interface PostingStore extends RecordStore<Posting> {
  ofSubject(subject: string): Promise<readonly Posting[]>;
}

export interface PersonStore extends RecordStore<Person> {
  /** The person an account is linked to; an account is linked to one person at most. */
  byAccount(account: Account): Promise<Person | undefined>;
}

export interface ProtectionStore extends RecordStore<Protection> {
  /** Those with one of the ids and those that follow the account, in any order: all that bear on one user. */
  concerning(ids: readonly string[], user: UserRef): Promise<readonly Protection[]>;
}

/** One switch for everything: set by `stop`, or by Rollcall itself; lifted by `resume`. */
export interface Halt extends Entity {
  readonly id: 'halt';
  readonly stopped: boolean;
  /** Null: Rollcall stopped by itself, for `reason`. */
  readonly by: PersonId | null;
  readonly at: Instant;
  readonly reason: string | null;
}

/** Rows of plans. They are written before the plan's header and never change. */
export interface PlanRowStore {
  addTargets(plan: PlanId, rows: readonly PlanTarget[]): Promise<void>;
  addExclusions(plan: PlanId, rows: readonly PlanExclusion[]): Promise<void>;
  /** Rows with `n >= from`, ascending, at most `limit`. */
  targets(plan: PlanId, from: number, limit: number): Promise<readonly PlanTarget[]>;
  exclusions(plan: PlanId, from: number, limit: number): Promise<readonly PlanExclusion[]>;
  /** Which of the users are targets. */
  targetsAmong(plan: PlanId, refs: readonly UserRef[]): Promise<ReadonlySet<UserRef>>;
}

/** A lease with its fencing number: a later holder of the same name always gets a larger one. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly fence: number;
  readonly until: Instant;
}

export interface LeaseStore {
  /** The lease when it is free, expired or already this holder's; undefined while another holds it. */
  acquire(name: string, holder: string, ttlMs: number, now: Instant): Promise<Lease | undefined>;
  /** Extends a lease; undefined when it was lost. */
  renew(lease: Lease, ttlMs: number, now: Instant): Promise<Lease | undefined>;
  release(lease: Lease): Promise<void>;
}

/** A target about to be written. */
export interface Beginning {
  readonly run: RunId;
  readonly n: number;
  readonly before: DirectoryUser;
  readonly at: Instant;
  /** The connection whose cap the write counts towards; null when it counts towards none. */
  readonly capOf: ConnectionName | null;
}

/** The per-target ledger of runs, keyed by run and target number. */
export interface RunLedger {
  /**
   * Stores the state before the write. `conflict` when the lease's fence is no longer the newest, so that an
   * owner that lost its lease starts nothing new. A target that was begun before keeps its first `before` and
   * counts towards the cap as begun now: what is written a day later takes access a day later.
   */
  begin(beginning: Beginning, lease: Lease): Promise<void>;
  /** Takes back a beginning from which no write has left; an outcome stays. */
  unbegin(run: RunId, n: number, lease: Lease): Promise<void>;
  /** Since when a target counts towards its connection's cap; null when it does not. */
  countedSince(run: RunId, n: number): Promise<Instant | null>;
  /** How many targets that count towards the connection's cap were begun at or after `since`. */
  taken(connection: ConnectionName, since: Instant): Promise<number>;
  /** Stores how a target ended, with its effects; the first outcome stays, a second call changes nothing. */
  record(run: RunId, row: TargetOutcome, lease: Lease, effects?: Effects): Promise<void>;
  /** Plan targets without an outcome, ascending from `from`, with what was stored before a begun write. */
  remaining(
    run: RunId,
    plan: PlanId,
    from: number,
    limit: number,
  ): Promise<readonly { readonly target: PlanTarget; readonly before: DirectoryUser | null }[]>;
  /** Targets that were begun and have no outcome, ascending, with what was stored before the write. */
  begun(
    run: RunId,
    plan: PlanId,
  ): Promise<readonly { readonly target: PlanTarget; readonly before: DirectoryUser }[]>;
  counts(run: RunId): Promise<RunCounts>;
  /** Outcomes with their targets, ascending from `from`. */
  outcomes(
    run: RunId,
    plan: PlanId,
    from: number,
    limit: number,
  ): Promise<readonly (TargetOutcome & { readonly target: PlanTarget })[]>;
  /** The first `limit` outcomes that are skipped or failed. */
  troubles(
    run: RunId,
    plan: PlanId,
    limit: number,
  ): Promise<readonly (TargetOutcome & { readonly target: PlanTarget })[]>;
  /** How many ended for each skip reason or problem kind, most first. */
  reasons(run: RunId): Promise<readonly { readonly reason: string; readonly count: number }[]>;
}

/** Remembers which deliveries were taken: for a short lease while their work goes on, for long once it is over. */
export interface DeliveryLedger {
  /**
   * True for exactly one of any number of claims on an id, until `leaseMs` after it or, once confirmed, until
   * the confirmation lapses. A claimer that died has confirmed nothing, so the next claim after its lease wins.
   */
  claim(deliveryId: string, now: Instant, leaseMs: number): Promise<boolean>;
  /** The work is over: no claim wins until `ttlMs` from now; what was remembered for longer stays so. */
  confirm(deliveryId: string, now: Instant, ttlMs: number): Promise<void>;
  /** Forgets what has expired; a store that forgets by itself may do nothing. */
  sweep(now: Instant): Promise<void>;
}

/** The last complete read of a connection. */
export interface Snapshot {
  readonly header: ReadHeader;
  readonly readAt: Instant;
  readonly revision: string | null;
  readonly users: number;
}

/** Collects a read; nothing of it is visible before {@link commit}. */
export interface SnapshotWriter {
  add(users: readonly DirectoryUser[]): Promise<void>;
  /** Makes this read the current one and forgets the one before. */
  commit(snapshot: Omit<Snapshot, 'users'>): Promise<void>;
  abandon(): Promise<void>;
}

export interface SnapshotStore {
  begin(connection: ConnectionName): Promise<SnapshotWriter>;
  current(connection: ConnectionName): Promise<Snapshot | undefined>;
  /** The users of the current read in batches, with later {@link put}s applied. */
  users(connection: ConnectionName): AsyncIterable<readonly DirectoryUser[]>;
  /** Replaces one user of the current read. */
  put(user: DirectoryUser): Promise<void>;
  remove(ref: UserRef): Promise<void>;
}

/** When the idle clock of a user was restarted by Rollcall: activation, undo, *Keep my account*. */
export interface ClockStartStore {
  set(ref: UserRef, at: Instant): Promise<void>;
  all(): Promise<ReadonlyMap<UserRef, Instant>>;
}

/** Usernames that a suffix of ours took from accounts, so that activation and undo give them back. */
export interface FormerNameStore {
  set(ref: UserRef, former: { readonly name: string; readonly now: string }): Promise<void>;
  /** Of those that have one; a name is given back only while the account is still called `now`. */
  of(
    refs: readonly UserRef[],
  ): Promise<ReadonlyMap<UserRef, { readonly name: string; readonly now: string }>>;
  remove(ref: UserRef): Promise<void>;
}

/** Small named values of one adapter, for example the sandbox's changes or the console's places. */
export interface AdapterStore {
  get(key: string): Promise<string | undefined>;
  put(key: string, value: string): Promise<void>;
  /** Stores several at once, all or nothing. */
  putAll(entries: readonly (readonly [key: string, value: string])[]): Promise<void>;
  remove(key: string): Promise<void>;
  /** Entries whose key starts with `prefix`, ordered by key, after `after`, at most `limit`. */
  list(prefix: string, after: string, limit: number): Promise<readonly (readonly [string, string])[]>;
}

/** Bytes of files people download. */
export interface FileStore {
  write(
    file: { readonly name: string; readonly mime: string; readonly expiresAt: Instant },
    chunks: AsyncIterable<string | Uint8Array>,
  ): Promise<FileInfo>;
  /** Undefined when it never was or has expired. */
  open(
    id: string,
  ): Promise<{ readonly info: FileInfo; readonly chunks: AsyncIterable<Uint8Array> } | undefined>;
  sweep(now: Instant): Promise<void>;
}

/** Where everything is kept. One implementation a database; all pass the same contract suites. */
export interface Storage {
  readonly plans: RecordStore<Plan>;
  readonly planRows: PlanRowStore;
  readonly approvals: RecordStore<Approval>;
  readonly runs: RecordStore<Run>;
  readonly people: PersonStore;
  readonly views: RecordStore<View>;
  readonly postings: PostingStore;
  readonly halt: RecordStore<Halt>;
  readonly ledger: RunLedger;
  readonly leases: LeaseStore;
  readonly deliveries: DeliveryLedger;
  readonly audit: AuditLog;
  readonly snapshots: SnapshotStore;
  readonly clockStarts: ClockStartStore;
  readonly formerNames: FormerNameStore;
  readonly protections: ProtectionStore;
  readonly exemptions: RecordStore<Exemption>;
  readonly groupRoles: RecordStore<GroupRole>;
  readonly filters: RecordStore<SavedFilter>;
  readonly auditRetention: RecordStore<AuditRetention>;
  readonly readWatches: RecordStore<ReadWatch>;
  readonly files: FileStore;
  /** A private corner for the adapter of that name. */
  adapter(name: string): AdapterStore;
  /** Delivers effects written by others or before a crash; called by the sweeper and after each write. */
  deliverEffects(enqueue: (job: JobRequest) => Promise<void>): Promise<number>;
  /** Called whenever a record with effects was written, so that delivery need not wait for the sweeper. */
  onEffects(listener: () => void): void;
  /** Throws `unavailable` when the database cannot be written. */
  check(): Promise<void>;
  close(): Promise<void>;
}
