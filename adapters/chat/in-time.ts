import type { Clock } from '../../src/ports/clock.ts';

/** What comes of it within so many milliseconds; undefined when that is nothing yet, or a fault. */
export async function inTime<T>(clock: Clock, ms: number, answer: Promise<T>): Promise<T | undefined> {
  const over = new AbortController();
  const late = clock.sleep(ms, over.signal).then(
    () => undefined,
    () => undefined,
  );
  const found = answer.catch(() => undefined);
  try {
    return await Promise.race([found, late]);
  } finally {
    over.abort();
  }
}
