import type { AuditHead } from '../src/domain/audit-event.ts';
import { type Block, line } from './card.ts';

/** Enough of a hash to know it by, short enough to note down. */
const SHOWN_DIGITS = 16;

/** An end of the audit log as people note it down and type it: "1234-9f8e7d6c5b4a3f2e". */
export function headText({ seq, hash }: AuditHead): string {
  return `${seq}-${hash.slice(0, SHOWN_DIGITS)}`;
}

/** The end of the log to note down elsewhere, so that a cut tail can be found; nothing while it is empty. */
export function headLines(head: AuditHead | null): readonly Block[] {
  return head === null ? [] : [line('End of the log  ', { text: headText(head), style: 'code' })];
}
