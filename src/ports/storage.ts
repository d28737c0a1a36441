import type { Approval } from '../domain/approval.ts';
import type { FileInfo } from '../domain/file.ts';
import type { AuditRetention, Exemption, GroupRole, ReadWatch, SavedFilter } from '../domain/house.ts';
import type { Instant } from '../domain/ids.ts';
import type { Finding } from '../domain/notice.ts';
import type { Plan } from '../domain/plan.ts';
import type { Run } from '../domain/run.ts';
import type { View } from '../domain/view.ts';
import type { Archive } from './archive.ts';
import type { AuditLog } from './audit-log.ts';
import type { DeliveryLedger, LeaseStore } from './leases.ts';
import type { Halt, PersonStore, PostingStore, ProtectionStore, RecordStore } from './records.ts';
import type { PlanRowStore, RunLedger } from './run-ledger.ts';
import type { JobRequest } from './scheduler.ts';
import type { ClockStartStore, FormerNameStore, SnapshotStore } from './snapshots.ts';

/** Small named values of one adapter, for example the sandbox's changes or the console's places. */
export interface AdapterStore {
  get(key: string): Promise<string | undefined>;
  put(key: string, value: string): Promise<void>;
  /** Stores a value where there is none; of any number at once exactly one is told true. */
  add(key: string, value: string): Promise<boolean>;
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
  /** True when other processes may write to it meanwhile, so that each has to follow what the others do. */
  readonly shared: boolean;
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
  /** Everything as rows, for moving to another store. */
  readonly archive: Archive;
  /** A private corner for the adapter of that name. */
  adapter(name: string): AdapterStore;
  /** Delivers effects written by others or before a crash; called by the sweeper and after each write. */
  deliverEffects(enqueue: (job: JobRequest) => Promise<void>): Promise<number>;
  /** Called whenever a record with effects was written, so that delivery need not wait for the sweeper. */
  onEffects(listener: () => void): void;
  /** Throws `unavailable` when the database cannot be written. */
  check(): Promise<void>;
  /** What an operator should know of the database beyond that, each fault with its remedy; for the doctor. */
  inspect(): Promise<readonly Finding[]>;
  close(): Promise<void>;
}
