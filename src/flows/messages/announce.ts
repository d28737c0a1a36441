import { parseAccountKey } from '../../domain/account.ts';
import { isProblem } from '../../domain/problem.ts';
import type { Posting } from '../../ports/records.ts';
import { refreshJob } from '../job-requests.ts';
import type { Services } from '../services.ts';
import { type Card, loadCard } from './load-card.ts';
import { digestOf, postCopy } from './post-copy.ts';
import { accountsOf, type Occasion, postingId, type Recipient, recipientsOf } from './recipients.ts';

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
  occasion: Occasion = 'card',
): Promise<void> {
  await tryEach(recipientsOf(services, card), (recipient) =>
    postCopy(services, subject, card, recipient, occasion),
  );
}

/** Rewrites every posted copy that no longer shows how things are, and sees to it that a result is read. */
export async function refreshCards(services: Services, subject: string): Promise<void> {
  const card = await loadCard(services, subject);
  if (card === undefined) return;
  const postings = await services.storage.postings.ofSubject(subject);
  const steps = postings.map((posting) => () => refresh(services, card, posting));
  await tryEach([...steps, () => bringResult(services, subject, card)], (step) => step());
}

async function refresh(services: Services, card: Card, posting: Posting): Promise<void> {
  const { storage, platforms } = services;
  const { ref } = posting;
  if (ref === null) return;
  const notice = await card.notice(posting.audience, posting.reader);
  const shown = digestOf(notice);
  if (shown === posting.shown) return;
  const platform = platforms.get(ref.platform);
  // Nobody sees it change, so it is still to be shown when the platform is there again.
  if (platform === undefined) return;
  const version = posting.version + 1;
  if (!(await isStillTheirs(services, posting))) {
    await storage.postings.replace({ ...posting, version, ref: null, lost: 'unreachable' });
    return;
  }
  try {
    await platform.update(ref, notice);
  } catch (error) {
    if (!isProblem(error, 'not-found')) throw error;
    await storage.postings.replace({ ...posting, version, ref: null, lost: 'deleted' });
    return;
  }
  await storage.postings.replace({ ...posting, version, shown });
}

/** False for a copy that lies with an account an admin took from its reader: nothing more is shown there. */
async function isStillTheirs({ storage }: Services, { account: key, reader }: Posting): Promise<boolean> {
  const account = key === undefined ? undefined : parseAccountKey(key);
  if (account === undefined) return true;
  return (await storage.people.byAccount(account))?.id === reader;
}

/** Whoever asked and has no copy any more gets how it ended anew, once; all others can do without. */
async function bringResult(services: Services, subject: string, card: Card): Promise<void> {
  const { requester, home, isResult } = card;
  if (!isResult || requester === undefined) return;
  const accounts = accountsOf(services, requester, home);
  const recipient: Recipient = { kind: 'person', accounts, id: requester.id };
  const own = await services.storage.postings.load(postingId(subject, 'card', recipient));
  // One that was never posted is still to be announced, which shows the same.
  if (own?.lost === undefined || accounts.length === 0) return;
  await postCopy(services, subject, card, recipient, 'result');
}

/** Tries every one before the first fault is thrown: none has to wait for another's to be mended. */
async function tryEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
