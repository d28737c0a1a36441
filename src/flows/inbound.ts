import { accountKey } from '../domain/account.ts';
import type { Actor } from '../domain/person.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Arrival } from './bot.ts';
import type { Services } from './services.ts';

/** Longer than any platform redelivers: Slack gives up after five minutes, Teams after less. */
const DELIVERY_MEMORY_MS = 24 * 60 * 60 * 1000;

/** False when this delivery was taken before, here or by another instance. */
export async function claimDelivery({ storage, clock }: Services, arrival: Arrival): Promise<boolean> {
  const { platform, tenant } = arrival.account;
  const id = [platform, tenant, arrival.deliveryId].map(encodeURIComponent).join('/');
  return storage.deliveries.claim(id, clock.now(), DELIVERY_MEMORY_MS);
}

/** The person behind an account; `not-allowed` for a stranger. Nobody is matched by name or address. */
export async function resolveActor({ storage }: Services, { account }: Arrival): Promise<Actor> {
  const person = await storage.people.byAccount(account);
  if (person !== undefined) return { person, account };
  throw new ProblemError({
    kind: 'not-allowed',
    message: `Rollcall does not know the account ${accountKey(account)}. Nothing was changed.`,
    needs: 'An admin has to link the account to a person first.',
  });
}
