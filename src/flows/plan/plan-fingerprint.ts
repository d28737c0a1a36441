import { createHash } from 'node:crypto';
import type { PlanTarget } from '../../domain/plan.ts';

/** Takes the fingerprint of a plan while its targets go by: SHA-256 over targets and steps in their order. */
export interface Fingerprint {
  add(target: Pick<PlanTarget, 'ref' | 'steps'>): void;
  /** Hex; to be asked for once. */
  taken(): string;
}

/** A fingerprint of no targets yet. */
export function createFingerprint(): Fingerprint {
  const hash = createHash('sha256');
  return {
    add({ ref, steps }) {
      hash.update(`${ref} ${JSON.stringify(steps)}\n`);
    },
    taken: () => hash.digest('hex'),
  };
}
