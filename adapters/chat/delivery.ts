import { createHash } from 'node:crypto';

/**
 * A delivery's id from what its platform made unique about it; hashed, because it is logged and what it is made from
 * may open forms or hold a name.
 */
export function deliveryIdOf(platform: string, ...unique: readonly (string | null)[]): string {
  const digest = createHash('sha256').update(JSON.stringify(unique)).digest('hex');
  return `${platform}-${digest.slice(0, 32)}`;
}
