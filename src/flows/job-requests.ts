import type { Account } from '../domain/account.ts';
import type { Approval } from '../domain/approval.ts';
import type { AuditAction } from '../domain/audit-event.ts';
import type { FileInfo } from '../domain/file.ts';
import type { ApprovalId, ConnectionName } from '../domain/ids.ts';
import type { JobRequest } from '../ports/scheduler.ts';

/** Long enough for somebody in a meeting, short enough not to nag: a sixth of an approval's life. */
const REMIND_BEFORE_MS = 4 * 60 * 60 * 1000;

/** Rewrites every posted copy of a card. */
export function refreshJob(subject: string): JobRequest {
  return { name: 'refresh-cards', key: subject, payload: { subject } };
}

/** Posts the card of an approval or a run wherever it belongs. */
export function announceJob(subject: string): JobRequest {
  return { name: 'announce', key: subject, payload: { subject } };
}

/** Brings a file to the account it was made for; only ids cross, and what the audit log has to say if it fails. */
export function handOverJob({ id, name }: FileInfo, account: Account, action: AuditAction): JobRequest {
  const { platform, tenant } = account;
  return {
    name: 'hand-over',
    key: id,
    payload: { file: id, name, platform, tenant, account: account.id, action },
  };
}

/** Makes the run of an approved plan. */
export function startJob(approval: ApprovalId): JobRequest {
  return { name: 'start-run', key: approval, payload: { approval } };
}

/** Carries out an approved change of a setting. */
export function changeSettingJob(approval: ApprovalId): JobRequest {
  return { name: 'change-setting', key: approval, payload: { approval } };
}

/** Reminds who can decide of an approval that still waits shortly before its end. */
export function remindJob({ id, expiresAt }: Pick<Approval, 'id' | 'expiresAt'>): JobRequest {
  return { name: 'remind-approval', key: id, payload: { approval: id }, runAt: expiresAt - REMIND_BEFORE_MS };
}

/** Wakes the one writer of a connection. */
export function writeJob(connection: ConnectionName): JobRequest {
  return { name: 'write-connection', key: connection, payload: { connection } };
}

/** Ends an approval when its time is over. */
export function expireJob({ id, expiresAt }: Pick<Approval, 'id' | 'expiresAt'>): JobRequest {
  return { name: 'expire-approval', key: id, payload: { approval: id }, runAt: expiresAt };
}
