import { DUPLICATE } from './answer.ts';
import type { Answer, Arrival } from './bot.ts';
import { claimDelivery } from './inbound.ts';
import { type Refusal, refuse } from './refuse.ts';
import type { Services } from './services.ts';

/** Does the work of a delivery unless it was taken before; a store that is down is answered, not thrown. */
export async function once(
  services: Services,
  arrival: Arrival,
  action: Refusal['action'],
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return (await claimDelivery(services, arrival)) ? await work() : DUPLICATE;
  } catch (error) {
    return refuse(services, { actor: null, arrival, action }, error);
  }
}
