import type { AuditAction, AuditDraft } from '../../domain/audit-event.ts';
import type { FileInfo } from '../../domain/file.ts';
import type { Actor } from '../../domain/person.ts';
import { answerWith } from '../answer.ts';
import { auditOf, type Origin } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { handOverJob } from '../job-requests.ts';
import type { Services } from '../services.ts';

/**
 * Gives a file to the person who asked, privately, and records that they have it. A job brings it, so that neither a
 * crash nor a platform that is down keeps it from them.
 */
export async function handOver(
  services: Pick<Services, 'clock' | 'storage' | 'printers'>,
  origin: Origin & { readonly actor: Actor },
  file: FileInfo,
  headline: string,
  detail: string,
  action: AuditAction = 'Users Exported',
): Promise<Answer> {
  const { printers, storage } = services;
  const { account, person } = origin.actor;
  const subject = `file/${file.id}`;
  const entry: AuditDraft = auditOf(services, origin, {
    key: subject,
    action,
    status: 'done',
    target: file.name,
    description: `${headline}: ${detail}`,
  });
  if (printers.has(account.platform)) {
    await storage.audit.append([entry]);
    return answerWith({ kind: 'file', headline, detail, file });
  }
  await storage.postings.create(
    { id: subject, version: 1, subject, audience: 'names', reader: person.id, ref: null, shown: '' },
    { audit: [entry], jobs: [handOverJob(file, account, action)] },
  );
  // Said in a channel the file lies elsewhere; in the direct conversation it is there to be seen.
  if (origin.place?.kind === 'direct') return answerWith();
  return answerWith({
    kind: 'said',
    headline,
    detail: `${detail}. ${file.name} is on its way to your direct messages.`,
  });
}
