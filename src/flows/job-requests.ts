import type { Approval } from '../domain/approval.ts';
import type { ConnectionName } from '../domain/ids.ts';
import type { JobRequest } from '../ports/scheduler.ts';

/** Rewrites every posted copy of a card. */
export function refreshJob(subject: string): JobRequest {
  return { name: 'refresh-cards', key: subject, payload: { subject } };
}

/** Posts the card of an approval or a run wherever it belongs. */
export function announceJob(subject: string): JobRequest {
  return { name: 'announce', key: subject, payload: { subject } };
}

/** Wakes the one writer of a connection. */
export function writeJob(connection: ConnectionName): JobRequest {
  return { name: 'write-connection', key: connection, payload: { connection } };
}

/** Ends an approval when its time is over. */
export function expireJob({ id, expiresAt }: Pick<Approval, 'id' | 'expiresAt'>): JobRequest {
  return { name: 'expire-approval', key: id, payload: { approval: id }, runAt: expiresAt };
}
