import type { RunId } from '../../domain/ids.ts';
import { refreshJob } from '../job-requests.ts';
import type { Services } from '../services.ts';

/** A card is edited at most this often while its run goes on; chat platforms allow about one edit a second. */
const EVERY_MS = 1500;

/**
 * Asks for a run's card to be rewritten, not too often and never waited for: progress must not slow a run.
 *
 * A refresh edits every copy and may take longer than the pace. Still a run has one refresh at a time and at most one
 * more to come: a job is unique by name and key, here the run, and a request during its run only makes it due again
 * (jobs/create-scheduler.ts). A verdict refreshes another key, its approval, in a slot of its own while fewer runs than
 * the slots of jobs/catalogue.ts are being redrawn, so it does not wait for a run's copies; and since every refresh draws what is stored then, the one that shows the end is never stale.
 */
export function createProgress({ clock, scheduler, logger }: Services): (run: RunId) => void {
  const askedAt = new Map<RunId, number>();
  return (run) => {
    const now = clock.now();
    if (now - (askedAt.get(run) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return;
    askedAt.set(run, now);
    scheduler.enqueue(refreshJob(run)).catch((error) => logger.warn('progress not shown', { run, error }));
  };
}
