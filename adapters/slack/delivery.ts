import { deliveryIdOf } from '../chat/delivery.ts';
import { PLATFORM } from './config.ts';

/** A delivery's id from what Slack made unique about it. */
export function deliveryOf(...unique: readonly (string | null)[]): string {
  return deliveryIdOf(PLATFORM, ...unique);
}
