import type { AuditDraft } from '../../src/domain/audit-event.ts';
import type { Effects } from '../../src/ports/records.ts';
import type { Storage } from '../../src/ports/storage.ts';

const WRITES = ['create', 'replace', 'remove'] as const;
type Write = (first: unknown, effects?: Effects) => Promise<void>;

/**
 * Makes a store one without transactions, whose every writer dies right after its record: audit entries are in the
 * log only once somebody delivers effects.
 */
export function deliverLate(storage: Storage): void {
  const waiting: AuditDraft[] = [];
  for (const name of ['protections', 'exemptions', 'people', 'groupRoles', 'approvals'] as const) {
    const store = storage[name] as unknown as Record<(typeof WRITES)[number], Write>;
    for (const method of WRITES) {
      const real = store[method].bind(store);
      const late: Write = async (first, effects = {}) => {
        const { audit = [], ...others } = effects;
        await real(first, others);
        waiting.push(...audit);
      };
      Object.defineProperty(store, method, { value: late });
    }
  }
  const deliver = storage.deliverEffects.bind(storage);
  const deliverEffects: Storage['deliverEffects'] = async (enqueue) => {
    const drafts = waiting.splice(0);
    if (drafts.length > 0) await storage.audit.append(drafts);
    return drafts.length + (await deliver(enqueue));
  };
  Object.defineProperty(storage, 'deliverEffects', { value: deliverEffects });
}
