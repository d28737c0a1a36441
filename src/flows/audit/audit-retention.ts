import { isProblem } from '../../domain/problem.ts';
import { addDays, daysOf } from '../../domain/resolve-days.ts';
import { auditOf, ROLLCALL } from '../audit.ts';
import type { Services } from '../services.ts';

type Needed = Pick<Services, 'storage' | 'clock' | 'rules' | 'logger' | 'breathe'>;

/**
 * Deletes audit entries of days that are over for longer than they are to be kept. Whole days of the
 * organisation's zone, so that there is one deletion and one tombstone a day, not one at every sweep.
 */
export async function applyRetention(services: Needed): Promise<void> {
  const { storage, clock, rules, logger, breathe } = services;
  const days = (await storage.auditRetention.load('audit-retention'))?.days ?? null;
  if (days === null || days < 1) return;
  const zone = daysOf(rules.zone);
  const day = addDays(zone.dayOf(clock.now()), -days);
  try {
    for (let deleted = 1; deleted > 0; await breathe()) {
      const head = await storage.audit.head();
      const tombstone = auditOf(services, ROLLCALL, {
        // The head moves with every tombstone, so each has a key of its own.
        key: `retention/${head?.seq ?? 0}`,
        action: 'Audit Entries Deleted',
        status: 'done',
        target: 'audit log',
        description: `entries from before ${day}, kept for ${days} days`,
      });
      deleted = await storage.audit.prune(zone.startOf(day), tombstone);
    }
  } catch (error) {
    // Entries that somebody changed stay where they are; the rest of the sweep goes on.
    if (!isProblem(error, 'conflict')) throw error;
    logger.error('audit entries are not deleted', { error });
  }
}
