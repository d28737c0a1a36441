import type { AuditAction, AuditDraft } from '../domain/audit-event.ts';
import type { FileInfo } from '../domain/file.ts';
import type { Actor } from '../domain/person.ts';
import { answerWith } from './answer.ts';
import { auditOf, type Origin } from './audit.ts';
import type { Answer } from './bot.ts';
import type { Services } from './services.ts';

/** Gives a file to the person who asked, privately, and records that they have it. */
export async function handOver(
  services: Pick<Services, 'clock' | 'storage' | 'platforms'>,
  origin: Origin & { readonly actor: Actor },
  file: FileInfo,
  headline: string,
  detail: string,
  action: AuditAction = 'Users Exported',
): Promise<Answer> {
  const { platforms, storage } = services;
  const { account } = origin.actor;
  const entry: AuditDraft = auditOf(services, origin, {
    key: `file/${file.id}`,
    action,
    status: 'done',
    target: file.name,
    description: `${headline}: ${detail}`,
  });
  await storage.audit.append([entry]);
  const platform = platforms.get(account.platform);
  // A terminal has no messages: it prints the notice and fetches the file itself.
  if (platform === undefined) return answerWith({ kind: 'file', headline, detail, file });
  await platform.upload(account, file);
  // Said in a channel the file lies elsewhere; in the direct conversation it is there to be seen.
  if (origin.place?.kind === 'direct') return answerWith();
  return answerWith({
    kind: 'said',
    headline,
    detail: `${detail}. ${file.name} is in your direct messages.`,
  });
}
