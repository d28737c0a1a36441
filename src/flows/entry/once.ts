import { notBegun } from '../../domain/problem.ts';
import { DUPLICATE } from '../answer.ts';
import type { Answer, Arrival } from '../bot.ts';
import type { Services } from '../services.ts';
import { claimDelivery, confirmDelivery } from './claim-delivery.ts';
import { type Refusal, refuse } from './refuse.ts';

/**
 * Does the work of a delivery unless it was taken before; a store that is down is answered, not thrown.
 *
 * Whoever dies between claim and confirmation leaves the work to the platform's next try, so all of it has to
 * bear a repetition: a verdict, a cancel, a stop or a resume meets its own first effect as a conflict; a change
 * asked for twice is two approvals, and the run of the second finds every user already so; a file is made anew.
 */
export async function once(
  services: Services,
  arrival: Arrival,
  action: Refusal['action'],
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    if (!(await claim(services, arrival))) return DUPLICATE;
    const answer = await work();
    await confirm(services, arrival);
    return answer;
  } catch (error) {
    return refuse(services, { actor: null, arrival, action }, error);
  }
}

async function claim(services: Services, arrival: Arrival): Promise<boolean> {
  try {
    return await claimDelivery(services, arrival);
  } catch (error) {
    throw notBegun(error);
  }
}

/** What was done is answered all the same when it cannot be remembered. */
async function confirm(services: Services, arrival: Arrival): Promise<void> {
  try {
    await confirmDelivery(services, arrival);
  } catch (error) {
    services.logger.warn('delivery not confirmed', { delivery: arrival.deliveryId, error });
  }
}
