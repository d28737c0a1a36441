import type { Archive } from '../../ports/archive.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Storage } from '../../ports/storage.ts';

/** What is copied; nothing is written to it. */
export interface CopySource {
  /** In words without a secret. */
  readonly name: string;
  readonly archive: Archive;
  readonly audit: Pick<AuditLog, 'verify' | 'head'>;
}

/** What is copied to. */
export interface CopyTarget extends Pick<Storage, 'adapter' | 'archive' | 'audit'> {
  readonly name: string;
}
