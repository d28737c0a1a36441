import { isDuplicate, isUnanswered } from './errors.ts';

/**
 * Makes a write that says whether it changed something, and that changes nothing a second time. When its answer
 * never came, it is looked for and, when it is not there, made once more: the first may still be on its way, but
 * only one of the two can take effect. Throws `unavailable` when nobody answers that either.
 */
export async function writeOnce(
  write: () => Promise<boolean>,
  isWritten: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await write();
  } catch (error) {
    if (!isUnanswered(error)) throw error;
  }
  return (await isWritten()) || (await write()) || (await isWritten());
}

/**
 * Makes an upsert by `_id` again when somebody else made the row between its look and its insert: the manual lets a
 * server refuse it then ("Upsert with Duplicate Values").
 */
export async function upserted<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return write();
  }
}
