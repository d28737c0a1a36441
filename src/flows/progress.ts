import type { RunId } from '../domain/ids.ts';
import { refreshJob } from './job-requests.ts';
import type { Services } from './services.ts';

/** A card is edited at most this often while its run goes on; chat platforms allow about one edit a second. */
const EVERY_MS = 1500;

/** Asks for a run's card to be rewritten, not too often and never waited for: progress must not slow a run. */
export function createProgress({ clock, scheduler, logger }: Services): (run: RunId) => void {
  const askedAt = new Map<RunId, number>();
  return (run) => {
    const now = clock.now();
    if (now - (askedAt.get(run) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return;
    askedAt.set(run, now);
    scheduler.enqueue(refreshJob(run)).catch((error) => logger.warn('progress not shown', { run, error }));
  };
}
