import type { AuditAction } from '../../domain/audit-event.ts';
import type { ApprovalId, ConnectionName, RunId } from '../../domain/ids.ts';
import type { JobContext, JobHandlers } from '../../ports/scheduler.ts';
import { expireApproval } from '../approval/decide-approval.ts';
import { ROLLCALL } from '../audit.ts';
import { changeSetting } from '../house/change-setting.ts';
import { announce, refreshCards } from '../messages/announce.ts';
import { bringFile, type Promised } from '../messages/bring-file.ts';
import { remindApproval } from '../messages/remind-approval.ts';
import { readDirectories } from '../reading/read-directory.ts';
import { readBackRun } from '../run/read-back.ts';
import { startRun } from '../run/start-run.ts';
import { settleHalt } from '../run/stop-service.ts';
import { writeConnection } from '../run/write-connection.ts';
import type { Services } from '../services.ts';
import { sweep } from './sweep.ts';

/** Which flow each job runs. Every one of them is safe to repeat. */
export function jobHandlers(services: Services): JobHandlers {
  return {
    announce: (job) => announce(services, field(job, 'subject')),
    'refresh-cards': (job) => refreshCards(services, field(job, 'subject')),
    'hand-over': (job) => bringFile(services, promisedBy(job)),
    'start-run': (job) => startRun(services, field(job, 'approval') as ApprovalId),
    'write-connection': (job) =>
      writeConnection(services, field(job, 'connection') as ConnectionName, job.signal),
    'read-back': (job) => readBackRun(services, field(job, 'run') as RunId, job.signal),
    'remind-approval': (job) => remindApproval(services, field(job, 'approval') as ApprovalId),
    'change-setting': (job) => changeSetting(services, field(job, 'approval') as ApprovalId),
    'expire-approval': (job) => expireApproval(services, field(job, 'approval') as ApprovalId),
    'read-directory': (job) => readDirectories(services, job.signal),
    'settle-halt': async () => void (await settleHalt(services, ROLLCALL)),
    sweep: () => sweep(services),
  };
}

function promisedBy(job: JobContext): Promised {
  return {
    file: field(job, 'file'),
    name: field(job, 'name'),
    account: { platform: field(job, 'platform'), tenant: field(job, 'tenant'), id: field(job, 'account') },
    action: field(job, 'action') as AuditAction,
  };
}

function field({ payload }: JobContext, name: string): string {
  const value = payload[name];
  if (value === undefined) throw new Error(`job without ${name}`);
  return value;
}
