import type { Actor } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Arrival } from '../bot.ts';
import { withGroupRoles } from '../people.ts';
import type { Services } from '../services.ts';
import { matchMail } from './match-mail.ts';
import { strangerProblem } from './stranger-problem.ts';

/** Longer than any command works, shorter than Slack's last redelivery, which comes after five minutes. */
const DELIVERY_LEASE_MS = 60 * 1000;
/** Longer than any platform redelivers: Slack gives up after five minutes, Teams after less. */
const DELIVERY_MEMORY_MS = 24 * 60 * 60 * 1000;

/** False when this delivery is being worked on or was answered before, here or by another instance. */
export async function claimDelivery({ storage, clock }: Services, arrival: Arrival): Promise<boolean> {
  return storage.deliveries.claim(deliveryKey(arrival), clock.now(), DELIVERY_LEASE_MS);
}

/** Remembers for long that a delivery was answered; without it a redelivery after the lease is worked on again. */
export async function confirmDelivery({ storage, clock }: Services, arrival: Arrival): Promise<void> {
  await storage.deliveries.confirm(deliveryKey(arrival), clock.now(), DELIVERY_MEMORY_MS);
}

function deliveryKey({ account, deliveryId }: Arrival): string {
  return [account.platform, account.tenant, deliveryId].map(encodeURIComponent).join('/');
}

/**
 * The person behind an account; `not-allowed` for a stranger. Nobody is matched by name, and by address only where a
 * setting lets the adapter give one.
 */
export async function resolveActor(
  services: Services,
  { account, mail }: Pick<Arrival, 'account' | 'mail'>,
): Promise<Actor> {
  const known = await services.storage.people.byAccount(account);
  if (known !== undefined) return { person: await withGroupRoles(services, known), account };
  const match = mail === undefined ? undefined : await matchMail(services, account, mail);
  if (match?.ok) return { person: await withGroupRoles(services, match.person), account };
  throw new ProblemError(await strangerProblem(services, account, match?.why ?? ''));
}
