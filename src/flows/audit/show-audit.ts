import type { AuditWords } from '../../commands/intent.ts';
import type { AuditNotice } from '../../domain/house-notice.ts';
import { namesOf } from '../people.ts';
import type { Services } from '../services.ts';
import { auditQueryOf } from './audit-query.ts';

const MAX_SHOWN = 20;

/** The newest entries that match, how many there are in all, and the end of the chain. */
export async function showAudit(
  services: Pick<Services, 'storage' | 'rules'>,
  words: AuditWords,
): Promise<AuditNotice> {
  const { audit } = services.storage;
  const query = await auditQueryOf(services, words);
  const events = await audit.read({ ...query, limit: MAX_SHOWN });
  return {
    kind: 'audit',
    events,
    names: await namesOf(
      services.storage,
      events.map((event) => event.actor.person),
    ),
    total: await audit.count(query),
    head: (await audit.head()) ?? null,
  };
}
