import { isUnanswered } from './errors.ts';

/**
 * Carries out a write. When its answer never came, `look` says what became of it, by a mark the write left:
 * undefined when it is not there. Throws `unavailable` then, and when the database does not answer that either.
 */
export async function readBack<T>(write: () => Promise<T>, look: () => Promise<T | undefined>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    const found = await look().catch(() => undefined);
    if (found === undefined) throw error;
    return found;
  }
}
