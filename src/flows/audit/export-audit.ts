import type { AuditWords } from '../../commands/intent.ts';
import { accountKey } from '../../domain/account.ts';
import { CHAIN_START, headText } from '../../domain/audit-chain.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import type { Actor } from '../../domain/person.ts';
import { counted, isoText } from '../../domain/text.ts';
import type { AuditQuery } from '../../ports/audit-log.ts';
import type { Origin } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { csvChunks, type Row } from '../csv.ts';
import { FILE_LIFETIME_MS } from '../files.ts';
import { handOver } from '../messages/hand-over.ts';
import type { Services } from '../services.ts';
import { auditQueryOf } from './audit-query.ts';

const PAGE = 500;
const COLUMNS = [
  'seq',
  'at',
  'action',
  'status',
  'person',
  'account',
  'place',
  'target',
  'description',
  'before',
  'after',
  'hash',
];

type Needed = Pick<Services, 'storage' | 'rules' | 'clock' | 'breathe' | 'printers'>;

/** The matching entries up to now as CSV, newest first, for the person who asked. */
export async function exportAudit(
  services: Needed,
  origin: Origin & { readonly actor: Actor },
  words: AuditWords,
): Promise<Answer> {
  const { storage, clock, breathe } = services;
  const query = await auditQueryOf(services, words);
  const head = (await storage.audit.head()) ?? CHAIN_START;
  let rows = 0;
  const batched = async function* (): AsyncGenerator<readonly Row[]> {
    for await (const events of pages(services, { ...query, beforeSeq: head.seq + 1 })) {
      rows += events.length;
      yield events.map(rowOf);
    }
  };
  const file = await storage.files.write(
    {
      name: `audit-${isoText(clock.now()).slice(0, 10)}.csv`,
      mime: 'text/csv',
      expiresAt: clock.now() + FILE_LIFETIME_MS,
    },
    csvChunks(COLUMNS, batched(), breathe),
  );
  return handOver(
    services,
    origin,
    file,
    `${counted(rows, 'audit entry', 'audit entries')} exported`,
    `CSV, newest first, head ${headText(head)}`,
    'Audit Exported',
  );
}

async function* pages(
  { storage }: Pick<Services, 'storage'>,
  query: Omit<AuditQuery, 'limit'> & { readonly beforeSeq: number },
): AsyncGenerator<readonly AuditEvent[]> {
  for (let { beforeSeq } = query; ; ) {
    const events = await storage.audit.read({ ...query, beforeSeq, limit: PAGE });
    const last = events.at(-1);
    if (last === undefined) return;
    yield events;
    beforeSeq = last.seq;
  }
}

function rowOf({ seq, at, actor, place, before, after, ...event }: AuditEvent): Row {
  return [
    seq,
    isoText(at),
    event.action,
    event.status,
    actor.person ?? '',
    actor.account === null ? '' : accountKey(actor.account),
    place === null ? '' : [place.platform, place.tenant, place.name].join('/'),
    event.target,
    event.description,
    before ?? '',
    after ?? '',
    event.hash,
  ];
}
