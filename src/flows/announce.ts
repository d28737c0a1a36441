import { createHash } from 'node:crypto';
import type { Account, MessageRef, Place } from '../domain/account.ts';
import type { PersonId } from '../domain/ids.ts';
import type { Notice } from '../domain/notice.ts';
import { isProblem } from '../domain/problem.ts';
import type { Posting } from '../ports/stores.ts';
import { refreshJob } from './job-requests.ts';
import { type Card, loadCard } from './load-card.ts';
import type { Services } from './services.ts';

/** Where one copy of a card goes: everybody in a channel, or one person. */
type Recipient =
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'person'; readonly account: Account; readonly id: PersonId };

/**
 * Posts the card of an approval or a run wherever it belongs: counts to the channel it was asked in, names to
 * the requester and the deciders alone (spec S4.2). Repeating it posts only what is missing.
 */
export async function announce(services: Services, subject: string): Promise<void> {
  const card = await loadCard(services, subject);
  if (card === undefined) return;
  try {
    await postMissing(services, subject, card);
  } finally {
    // What changed between drawing and posting is on no card yet; as a job, since refreshes of one subject
    // must never overtake each other.
    await services.scheduler.enqueue(refreshJob(subject));
  }
}

/** Posts every copy of a card that was not posted before; a reminder is a copy of its own. */
export async function postMissing(
  services: Services,
  subject: string,
  card: Card,
  occasion: 'card' | 'reminder' = 'card',
): Promise<void> {
  const errors: unknown[] = [];
  for (const recipient of recipientsOf(services, card)) {
    try {
      await postOnce(services, postingId(subject, occasion, recipient), subject, recipient, card);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** Rewrites every posted copy that no longer shows how things are. */
export async function refreshCards(services: Services, subject: string): Promise<void> {
  const { storage, platforms } = services;
  const card = await loadCard(services, subject);
  if (card === undefined) return;
  const errors: unknown[] = [];
  for (const posting of await storage.postings.ofSubject(subject)) {
    if (posting.ref === null) continue;
    try {
      const notice = await card.notice(posting.audience, posting.reader);
      const shown = digestOf(notice);
      if (shown === posting.shown) continue;
      const platform = platforms.get(posting.ref.platform);
      // Nobody sees it change, so it is still to be shown when the platform is there again.
      if (platform === undefined) continue;
      await platform.update(posting.ref, notice);
      await storage.postings.replace({ ...posting, version: posting.version + 1, shown });
    } catch (error) {
      if (isProblem(error, 'not-found')) await storage.postings.remove(posting.id);
      else errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

function recipientsOf({ platforms }: Services, { place, home, people }: Card): readonly Recipient[] {
  const recipients: Recipient[] = [];
  if (place?.kind === 'channel' && platforms.has(place.platform)) recipients.push({ kind: 'place', place });
  for (const person of people) {
    const account =
      person.accounts.find(({ platform, tenant }) => platform === home.platform && tenant === home.tenant) ??
      person.accounts.find(({ platform }) => platforms.has(platform));
    if (account !== undefined && platforms.has(account.platform)) {
      recipients.push({ kind: 'person', account, id: person.id });
    }
  }
  return recipients;
}

function postingId(subject: string, occasion: 'card' | 'reminder', recipient: Recipient): string {
  const to = recipient.kind === 'place' ? recipient.place.id : recipient.id;
  const kind = occasion === 'card' ? recipient.kind : occasion;
  return [subject, kind, to].map(encodeURIComponent).join('/');
}

async function postOnce(
  services: Services,
  id: string,
  subject: string,
  recipient: Recipient,
  card: Card,
): Promise<void> {
  const { postings } = services.storage;
  const known = await postings.load(id);
  if (known?.ref != null) return;
  const [audience, reader] =
    recipient.kind === 'place' ? (['counts', null] as const) : (['names', recipient.id] as const);
  const posting: Posting = known ?? { id, version: 1, subject, audience, reader, ref: null, shown: '' };
  if (known === undefined) await postings.create(posting);
  const notice = await card.notice(audience, reader);
  const ref = await send(services, recipient, notice);
  if (ref === undefined) return;
  await postings.replace({ ...posting, version: posting.version + 1, ref, shown: digestOf(notice) });
}

async function send(
  { platforms }: Services,
  recipient: Recipient,
  notice: Notice,
): Promise<MessageRef | undefined> {
  return recipient.kind === 'place'
    ? platforms.get(recipient.place.platform)?.post(recipient.place, notice)
    : platforms.get(recipient.account.platform)?.directMessage(recipient.account, notice);
}

const digests = new WeakMap<Notice, string>();

/** What a card shows, as a short text, worked out once for all its copies; when it was drawn is not part of it. */
function digestOf(notice: Notice): string {
  const known = digests.get(notice);
  if (known !== undefined) return known;
  const shown = JSON.stringify(notice, (key, value) => (key === 'now' ? undefined : value));
  const digest = createHash('sha256').update(shown).digest('base64url');
  digests.set(notice, digest);
  return digest;
}
