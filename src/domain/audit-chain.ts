import { createHmac } from 'node:crypto';
import type { AuditDraft, AuditHead } from './audit-event.ts';

/** The hash before the first entry. */
export const CHAIN_START: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/** One entry as it is kept: its text is what the hash covers. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
  /** The draft as JSON, exactly as it was stored. */
  readonly body: string;
}

/** What following the chain came to. `head` is the last entry that holds. */
export type ChainVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: AuditHead | null; readonly from: number }
  | { readonly ok: false; readonly seq: number; readonly fault: ChainFault; readonly head: AuditHead | null };

/** `edited`: the entry is not what was recorded; `missing`: one before it is gone; `cut`: the tail is. */
export type ChainFault = 'edited' | 'missing' | 'reordered' | 'cut';

/** The hash of an entry: keyed, so that nobody without the key can write one that fits. */
export function linkHash(key: Uint8Array, before: string, seq: number, body: string): string {
  return createHmac('sha256', key).update(`${before}\n${seq}\n${body}`).digest('hex');
}

/** The draft as it is stored and hashed. */
export function bodyOf(draft: AuditDraft): string {
  return JSON.stringify(draft);
}
