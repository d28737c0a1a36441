import { headText } from '../src/domain/audit-chain.ts';
import type { AuditHead } from '../src/domain/audit-event.ts';
import { type Block, line } from './card.ts';

/** The end of the log to note down elsewhere, so that a cut tail can be found; nothing while it is empty. */
export function headLines(head: AuditHead | null): readonly Block[] {
  return head === null ? [] : [line('End of the log  ', { text: headText(head), style: 'code' })];
}
