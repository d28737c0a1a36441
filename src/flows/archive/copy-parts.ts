import type { Archive, ArchiveKind } from '../../ports/archive.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { SnapshotStore } from '../../ports/snapshots.ts';
import type { Storage } from '../../ports/storage.ts';

/** What is copied; nothing is written to it. */
export interface CopySource {
  /** In words without a secret. */
  readonly name: string;
  readonly archive: Archive;
  readonly audit: Pick<AuditLog, 'verify' | 'head'>;
  readonly snapshots: Pick<SnapshotStore, 'open'>;
}

/** What is copied to. */
export interface CopyTarget extends Pick<Storage, 'adapter' | 'archive' | 'audit' | 'snapshots'> {
  readonly name: string;
}

/** Rows of a kind, or users of the reads of directories. */
export type CopyPart = ArchiveKind | 'read-user';
