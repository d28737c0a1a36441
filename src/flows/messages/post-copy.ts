import { createHash } from 'node:crypto';
import { type Account, accountKey, type MessageRef, type Place } from '../../domain/account.ts';
import type { Notice } from '../../domain/notice.ts';
import { isProblem } from '../../domain/problem.ts';
import type { Posting } from '../../ports/records.ts';
import type { Services } from '../services.ts';
import type { Card } from './load-card.ts';
import { accountsOf, type Occasion, postingId, type Recipient } from './recipients.ts';

/**
 * Posts one copy of a card unless it was posted before. One whose place or accounts are all gone for good is given
 * up, and who asked is told once when it was a channel's; every other fault is thrown, to be tried again.
 */
export async function postCopy(
  services: Services,
  subject: string,
  card: Card,
  recipient: Recipient,
  occasion: Occasion,
): Promise<void> {
  const { postings } = services.storage;
  const id = postingId(subject, occasion, recipient);
  const known = await postings.load(id);
  if (known?.ref != null || known?.lost !== undefined) return;
  const [audience, reader] =
    recipient.kind === 'place' ? (['counts', null] as const) : (['names', recipient.id] as const);
  const posting: Posting = known ?? { id, version: 1, subject, audience, reader, ref: null, shown: '' };
  if (known === undefined) await postings.create(posting);
  const version = posting.version + 1;
  const notice = await card.notice(audience, reader);
  const sent = await send(services, recipient, notice);
  if (sent !== undefined) {
    await postings.replace({ ...posting, version, ...sent, shown: digestOf(notice) });
    return;
  }
  services.logger.warn('copy given up', { subject, to: recipient.kind });
  if (recipient.kind === 'place') await tellUnposted(services, subject, card, recipient);
  // Last, so that a crash tells twice rather than never.
  await postings.replace({ ...posting, version, lost: 'unreachable' });
}

/** Where a copy is, and of a person's whose account it was written to. */
type Sent = Pick<Posting, 'account'> & { readonly ref: MessageRef };

/** Undefined when it can reach nobody: the place is gone for good, or every account is. */
async function send(services: Services, recipient: Recipient, notice: Notice): Promise<Sent | undefined> {
  if (recipient.kind === 'person') return write(services, recipient.accounts, notice);
  const ref = await unlessGone(async () =>
    services.platforms.get(recipient.place.platform)?.post(recipient.place, notice),
  );
  return ref === undefined ? undefined : { ref };
}

/** Writes to the first of the accounts that still exists. */
async function write(
  { platforms }: Services,
  accounts: readonly Account[],
  notice: Notice,
): Promise<Sent | undefined> {
  for (const account of accounts) {
    const ref = await unlessGone(async () => platforms.get(account.platform)?.directMessage(account, notice));
    if (ref !== undefined) return { ref, account: accountKey(account) };
  }
  return undefined;
}

async function unlessGone(post: () => Promise<MessageRef | undefined>): Promise<MessageRef | undefined> {
  try {
    return await post();
  } catch (error) {
    if (isProblem(error, 'not-found')) return undefined;
    throw error;
  }
}

/** Once for a change: its run meets the channel that its request met. */
async function tellUnposted(
  services: Services,
  subject: string,
  { requester, home, follows }: Card,
  channel: Recipient & { readonly place: Place },
): Promise<void> {
  if (requester === undefined) return;
  const before =
    follows === null ? undefined : await services.storage.postings.load(postingId(follows, 'card', channel));
  if (before?.lost === 'unreachable') return;
  const { name } = channel.place;
  await write(services, accountsOf(services, requester, home), {
    kind: 'said',
    headline: `${subject} could not be posted in ${name}`,
    detail: `The channel is gone, is shared with another organisation, or Rollcall is not in it. You and those who decide have it in direct messages and can go on there. If it is yours alone, invite Rollcall there to have the next one posted in ${name}.`,
  });
}

const digests = new WeakMap<Notice, string>();

/** What a card shows, as a short text, worked out once for all its copies; when it was drawn is not part of it. */
export function digestOf(notice: Notice): string {
  const known = digests.get(notice);
  if (known !== undefined) return known;
  const shown = JSON.stringify(notice, (key, value) => (key === 'now' ? undefined : value));
  const digest = createHash('sha256').update(shown).digest('base64url');
  digests.set(notice, digest);
  return digest;
}
