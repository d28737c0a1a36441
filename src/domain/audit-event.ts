import type { Account, Place } from './account.ts';
import type { Instant, PersonId } from './ids.ts';

/** Action names of spec S9 and of everything else that is recorded; people filter by them. */
export const AUDIT_ACTIONS = [
  'User Deactivated',
  'User Activated',
  'Change Requested',
  'Report Made',
  'Approval Approved',
  'Approval Rejected',
  'Approval Withdrawn',
  'Approval Expired',
  'Run Started',
  'Run Finished',
  'Run Cancelled',
  'Run Halted',
  'Run Resumed',
  'Users Exported',
  'Command Refused',
  'Click Refused',
  'Stranger Refused',
  'Directory Read',
  'Service Stopped',
  'Service Resumed',
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
}

export interface AuditEvent extends AuditDraft {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
}
