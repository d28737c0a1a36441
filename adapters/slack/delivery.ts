import { createHash } from 'node:crypto';
import { PLATFORM } from './config.ts';

/** A delivery's id from what Slack made unique about it; hashed, because it is logged and a trigger id opens forms. */
export function deliveryOf(...unique: readonly (string | null)[]): string {
  const digest = createHash('sha256').update(JSON.stringify(unique)).digest('hex');
  return `${PLATFORM}-${digest.slice(0, 32)}`;
}
