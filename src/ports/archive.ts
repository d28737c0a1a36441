import type { Link } from '../domain/audit-chain.ts';
import type { AuditDraft } from '../domain/audit-event.ts';
import type { FileInfo } from '../domain/file.ts';
import type { ConnectionName, Instant, PlanId, RunId, UserRef } from '../domain/ids.ts';
import type { PlanExclusion, PlanTarget } from '../domain/plan.ts';
import type { TargetOutcome } from '../domain/run.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { Entity } from './records.ts';
import type { JobRequest } from './scheduler.ts';

/** Every kind of record, by the name each store keeps it under. */
export const RECORD_KINDS = [
  'plan',
  'approval',
  'run',
  'person',
  'view',
  'posting',
  'halt',
  'protection',
  'exemption',
  'group-role',
  'filter',
  'audit-retention',
  'read-watch',
] as const;
export type RecordKindName = (typeof RECORD_KINDS)[number];

/**
 * What one row of each kind says, in words that no store owns. Reads of directories are none: they go through
 * the store of reads, which lays the changes since over them.
 */
export interface ArchiveRows {
  /** `order` is larger for what was created later, over all kinds. */
  readonly record: { readonly kind: RecordKindName; readonly order: number; readonly record: Entity };
  readonly 'plan-target': { readonly plan: PlanId; readonly target: PlanTarget };
  readonly 'plan-exclusion': { readonly plan: PlanId; readonly exclusion: PlanExclusion };
  readonly 'run-target': {
    readonly run: RunId;
    readonly n: number;
    /** The state before the write; null when none was ever begun. */
    readonly before: DirectoryUser | null;
    /** Null while the target has not ended. */
    readonly ended: Pick<TargetOutcome, 'after' | 'outcome'> | null;
    /** When it ended, or was begun. */
    readonly at: Instant;
    /** The connection whose cap it counts towards, and since when; null when it counts towards none. */
    readonly cap: { readonly of: ConnectionName; readonly since: Instant } | null;
  };
  /** As it stands, also when it no longer fits the chain. */
  readonly 'audit-entry': Link;
  readonly 'clock-start': { readonly ref: UserRef; readonly at: Instant };
  readonly 'former-name': { readonly ref: UserRef; readonly name: string; readonly now: string };
  readonly 'adapter-value': { readonly adapter: string; readonly key: string; readonly value: string };
  readonly delivery: { readonly id: string; readonly until: Instant };
  /** Nobody holds a lease of a store at rest; what counts is that its fence goes on growing. */
  readonly lease: { readonly name: string; readonly fence: number };
  /** Unfinished work, whether or not the scheduler has it yet; one row for a name and key. Repeating jobs are none. */
  readonly job: JobRequest;
  /** What a crash kept out of the audit log so far. Put, it is appended to the log, and is such a row no longer. */
  readonly 'audit-draft': AuditDraft;
  /** Its bytes go apart, by {@link Archive.bytes} and {@link Archive.putFile}. */
  readonly file: FileInfo;
}
export type ArchiveKind = keyof ArchiveRows;
/** The kinds whose rows are the whole of it. */
export type PlainKind = Exclude<ArchiveKind, 'file'>;

/** Kinds in the order they are put: what others count on comes first. */
export const PLAIN_KINDS: readonly PlainKind[] = [
  'lease',
  'audit-entry',
  'record',
  'plan-target',
  'plan-exclusion',
  'run-target',
  'clock-start',
  'former-name',
  'adapter-value',
  'delivery',
  'audit-draft',
  'job',
];

export interface ArchivePage<K extends ArchiveKind> {
  readonly rows: readonly ArchiveRows[K][];
  /** Where the next page begins, opaque; null after the last. */
  readonly next: string | null;
}

/** A store at rest, that nobody else writes to, as rows that any other store takes: for moving from one to another. */
export interface Archive {
  /** At most `limit` rows from the beginning or from where an earlier page ended. */
  page<K extends ArchiveKind>(kind: K, from: string | null, limit: number): Promise<ArchivePage<K>>;
  /** Stores rows as they are; a row that is there already is not stored twice. */
  put<K extends PlainKind>(kind: K, rows: readonly ArchiveRows[K][]): Promise<void>;
  count(kind: ArchiveKind): Promise<number>;
  /** Connections that were read, or tried to be. */
  connections(): Promise<readonly ConnectionName[]>;
  /** The bytes of a file, also of an expired one. */
  bytes(file: string): AsyncIterable<Uint8Array>;
  /** Stores a file under its own id; one that is there already is written anew. */
  putFile(file: FileInfo, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** A short text that is another one after anything was done on the store. */
  stamp(): Promise<string>;
}

/** The corner of {@link Storage.adapter} that a copy notes its progress in; no archive gives or counts it. */
export const COPY_CORNER = 'copy';
