import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the published contracts of vendors are kept, which are not ours to copy into this repository. */
export const CONTRACTS =
  process.env.ROLLCALL_CONTRACTS ?? fileURLToPath(new URL('../../../shared/contracts', import.meta.url));

/** A vendor's contract as parsed JSON; undefined where it is not at hand. */
export function readContract(name: string): unknown {
  try {
    return JSON.parse(readFileSync(join(CONTRACTS, name), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
