import type { Account } from '../../domain/account.ts';
import type { AuditAction } from '../../domain/audit-event.ts';
import type { FileInfo } from '../../domain/file.ts';
import { isProblem, ProblemError } from '../../domain/problem.ts';
import type { Posting } from '../../ports/records.ts';
import { auditOf, ROLLCALL } from '../audit.ts';
import type { Services } from '../services.ts';

/** A file that was promised to an account. */
export interface Promised {
  readonly file: FileInfo['id'];
  readonly name: string;
  readonly account: Account;
  /** What the audit log calls the giving. */
  readonly action: AuditAction;
}

/**
 * Brings a promised file and forgets the promise, so a repetition brings nothing. Only a crash between the two brings
 * it twice. Throws while the platform is down; gives up when the file has expired or the account is gone.
 */
export async function bringFile(services: Services, promised: Promised): Promise<void> {
  const { storage, platforms } = services;
  const { account } = promised;
  const posting = await storage.postings.load(`file/${promised.file}`);
  if (posting === undefined) return;
  const file = (await storage.files.open(promised.file))?.info;
  if (file === undefined) return giveUp(services, promised, posting, 'it expired before it could be brought');
  const platform = platforms.get(account.platform);
  if (platform === undefined) {
    // Not a fault of the person's: the settings may have it again, or another process has.
    const message = 'It is not configured here, so a file waits.';
    throw new ProblemError({ kind: 'unavailable', source: account.platform, message });
  }
  try {
    await platform.upload(account, file);
  } catch (error) {
    if (!isProblem(error, 'not-found')) throw error;
    return giveUp(services, promised, posting, 'the account is gone');
  }
  await storage.postings.remove(posting.id);
}

async function giveUp(
  services: Services,
  { file, name, account, action }: Promised,
  { id, reader }: Posting,
  why: string,
): Promise<void> {
  services.logger.warn('file not handed over', { file, why });
  const entry = auditOf(services, ROLLCALL, {
    key: `${id}/lost`,
    action,
    status: 'failed',
    target: name,
    description: `not handed over: ${why}`,
  });
  await services.storage.postings.remove(id, { audit: [{ ...entry, actor: { person: reader, account } }] });
}
