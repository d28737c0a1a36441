import { type Account, accountKey } from '../../domain/account.ts';
import type { AuditAction } from '../../domain/audit-event.ts';
import type { FileInfo } from '../../domain/file.ts';
import type { Notice } from '../../domain/notice.ts';
import { isProblem, ProblemError, problemOf } from '../../domain/problem.ts';
import type { Posting } from '../../ports/records.ts';
import { auditOf, ROLLCALL } from '../audit.ts';
import type { Services } from '../services.ts';
import { accountsOf } from './recipients.ts';

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
 * it twice. Throws while the platform is down. Where the account is gone, another one of the same person gets it;
 * given up when every account is gone or the file has expired, which the person is told.
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
  const accounts = [account, ...(await otherAccounts(services, promised, posting))];
  const at = await firstReached(accounts, async (to) => platforms.get(to.platform)?.upload(to, file));
  if (at === undefined) return giveUp(services, promised, posting, 'the account is gone');
  const elsewhere = at === account ? [] : [elsewhereEntry(services, promised, posting, at)];
  await storage.postings.remove(posting.id, { audit: elsewhere });
}

/** The accounts of the same person on platforms that are here. */
async function otherAccounts(
  services: Services,
  { account }: Promised,
  { reader }: Posting,
): Promise<readonly Account[]> {
  const person = reader === null ? undefined : await services.storage.people.load(reader);
  if (person === undefined) return [];
  return accountsOf(services, person, account).filter((other) => accountKey(other) !== accountKey(account));
}

/** Where it could be done; undefined when every account is gone. */
async function firstReached(
  accounts: readonly Account[],
  send: (to: Account) => Promise<unknown>,
): Promise<Account | undefined> {
  for (const account of accounts) {
    try {
      await send(account);
      return account;
    } catch (error) {
      if (!isProblem(error, 'not-found')) throw error;
    }
  }
  return undefined;
}

function elsewhereEntry(services: Services, { name, action }: Promised, posting: Posting, at: Account) {
  const entry = auditOf(services, ROLLCALL, {
    key: `${posting.id}/elsewhere`,
    action,
    status: 'done',
    target: name,
    description: `handed over to another account of the same person, ${accountKey(at)}`,
  });
  return { ...entry, actor: { person: posting.reader, account: at } };
}

async function giveUp(services: Services, promised: Promised, posting: Posting, why: string): Promise<void> {
  const { file, name, account, action } = promised;
  const { id, reader } = posting;
  services.logger.warn('file not handed over', { file, why });
  const entry = auditOf(services, ROLLCALL, {
    key: `${id}/lost`,
    action,
    status: 'failed',
    target: name,
    description: `not handed over: ${why}`,
  });
  await services.storage.postings.remove(id, { audit: [{ ...entry, actor: { person: reader, account } }] });
  await tell(services, promised, posting, why);
}

/** Tells the person in words what they do not get. The audit log has it already, so a fault here loses nothing that matters. */
async function tell(services: Services, promised: Promised, posting: Posting, why: string): Promise<void> {
  const { platforms, logger } = services;
  const { name, account, file } = promised;
  const notice: Notice = {
    kind: 'said',
    headline: `${name} was not handed over`,
    detail: `${why.charAt(0).toUpperCase()}${why.slice(1)}. Ask for it again.`,
  };
  for (const to of [account, ...(await otherAccounts(services, promised, posting))]) {
    try {
      if ((await platforms.get(to.platform)?.directMessage(to, notice)) !== undefined) return;
    } catch (error) {
      logger.warn('not told of a lost file', { file, problem: problemOf(error)?.kind ?? 'bug' });
    }
  }
}
