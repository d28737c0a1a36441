import type { ChainVerdict } from '../domain/audit-chain.ts';
import type { AuditAction, AuditDraft, AuditEvent, AuditHead } from '../domain/audit-event.ts';
import type { Instant, PersonId } from '../domain/ids.ts';

export interface AuditQuery {
  readonly action?: AuditAction;
  readonly person?: PersonId;
  readonly target?: string;
  readonly from?: Instant;
  /** Exclusive. */
  readonly to?: Instant;
  readonly limit: number;
  /** Only events with a smaller sequence number; for paging, newest first. */
  readonly beforeSeq?: number;
}

/** Append-only, in order, without gaps. */
export interface AuditLog {
  append(drafts: readonly AuditDraft[]): Promise<void>;
  /** Newest first. */
  read(query: AuditQuery): Promise<readonly AuditEvent[]>;
  count(query: Omit<AuditQuery, 'limit' | 'beforeSeq'>): Promise<number>;
  /** The last entry's number and hash; undefined while the log is empty. */
  head(): Promise<AuditHead | undefined>;
  /** Follows the chain from the first entry to the last, letting other work through. */
  verify(): Promise<ChainVerdict>;
  /**
   * Deletes the oldest entries that are all older than `before`, up to some thousands at once, and appends
   * `tombstone`, an 'Audit Entries Deleted', with the place of the cut, so that what remains still verifies.
   * Returns how many were deleted; with none nothing is appended. A store without transactions appends first
   * and then deletes: whatever a crash leaves at or below the cut no method shows or counts, and a later call
   * deletes it. `conflict` when entries to be deleted are not as they were recorded, or the tombstone's key is
   * known already.
   */
  prune(before: Instant, tombstone: AuditDraft): Promise<number>;
}
