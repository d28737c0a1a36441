import type { Arrival } from '../bot.ts';
import type { Services } from '../services.ts';

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
