import type { Account, Place } from './account.ts';
import type { Instant, PersonId } from './ids.ts';

/** Action names of spec S9 and of everything else that is recorded; people filter by them. */
export const AUDIT_ACTIONS = [
  'User Deactivated',
  'User Activated',
  'User Deleted',
  'User Renamed',
  'Added to Group',
  'Removed from Group',
  'Change Requested',
  'Report Made',
  'Approval Approved',
  'Approval Rejected',
  'Approval Withdrawn',
  'Approval Expired',
  'Cap Raised',
  'Run Started',
  'Run Finished',
  'Run Cancelled',
  'Run Paused',
  'Run Continued',
  'Run Halted',
  'Run Resumed',
  'Users Exported',
  'Command Refused',
  'Click Refused',
  'Stranger Refused',
  'Directory Read',
  'Service Stopped',
  'Service Resumed',
  'Setting Changed',
  'Audit Exported',
  'Audit Verified',
  'Delete Logs Scheduler Enabled',
  'Delete Logs Scheduler Disabled',
  'Audit Entries Deleted',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export type AuditStatus = 'done' | 'failed' | 'skipped' | 'refused';

/** Who acted: a person from an account, an unknown account, or Rollcall itself. */
export interface AuditActor {
  readonly person: PersonId | null;
  readonly account: Account | null;
}

/** One thing that happened or was refused, before the log gives it a sequence number. */
export interface AuditDraft {
  /** Unique: appending the same key twice records once, so a redelivered effect is harmless. */
  readonly key: string;
  readonly at: Instant;
  readonly actor: AuditActor;
  readonly action: AuditAction;
  readonly status: AuditStatus;
  /** What it was done to: a username, an approval or run id, a file name; empty when nothing. */
  readonly target: string;
  /** One sentence; never a secret. */
  readonly description: string;
  readonly place: Place | null;
  readonly before: string | null;
  readonly after: string | null;
  /** On a tombstone: the last entry that was deleted, where what remains of the chain begins. */
  readonly cut?: AuditHead;
}

/** A place in the chain: an entry's number and its keyed hash (hex), which covers every entry before it. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export interface AuditEvent extends AuditDraft {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  /** Keyed hash (HMAC-SHA-256, hex) over the entry, its number and the hash before it. */
  readonly hash: string;
}
