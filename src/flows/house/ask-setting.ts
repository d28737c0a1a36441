import type { ApprovalId } from '../../domain/ids.ts';
import type { SettingChange } from '../../domain/setting-change.ts';
import { type Asking, freeSuffix, newApproval, refuseWithoutDeciders } from '../approval/ask-approval.ts';
import { refuseSameSetting } from '../approval/asked-already.ts';
import { noticeOfApproval } from '../approval/plan-notices.ts';
import { auditOf } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { announceJob, expireJob, remindJob } from '../job-requests.ts';
import type { Services } from '../services.ts';
import { settingWords } from './setting-words.ts';

/** Asks a second person to approve what loosens a protection (spec S2.2). */
export async function askSetting(
  services: Services,
  origin: Asking,
  change: SettingChange,
  reason: string | null = null,
): Promise<Answer> {
  const subject = { kind: 'setting', change } as const;
  await refuseSameSetting(services, change);
  await refuseWithoutDeciders(services, origin, subject, 1);
  const id = `A-${await freeSuffix(services)}` as ApprovalId;
  const approval = newApproval(services, origin, { id, subject, quorum: 1, reason });
  await services.storage.approvals.create(approval, {
    audit: [
      auditOf(services, origin, {
        key: `requested/${id}`,
        action: 'Change Requested',
        status: 'done',
        target: id,
        description: reason === null ? settingWords(change) : `${settingWords(change)}: ${reason}`,
      }),
    ],
    jobs: [announceJob(id), expireJob(approval), remindJob(approval)],
  });
  const notice = await noticeOfApproval(services, approval, origin.actor.person.id);
  return { outcome: 'done', notices: [], replace: null, posted: [notice] };
}
