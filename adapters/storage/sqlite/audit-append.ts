import { CHAIN_START, chainOn, filedText } from '../../../src/domain/audit-chain.ts';
import type { AuditDraft, AuditHead } from '../../../src/domain/audit-event.ts';
import type { Database } from './database.ts';

/** Keys looked up in one statement. */
const KEYS_A_STATEMENT = 200;

/** The last entry; undefined while the log is empty. */
export function headOf(db: Database): AuditHead | undefined {
  const row = db.one('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
  return row === undefined ? undefined : { seq: Number(row.seq), hash: String(row.hash) };
}

/**
 * Chains drafts whose keys are new to the log and says how many those were. To be called inside a transaction,
 * so that nothing else is appended between the reading of the head and the writing of what follows it.
 */
export function appendAudit(db: Database, auditKey: Uint8Array, drafts: readonly AuditDraft[]): number {
  const fresh = withNewKeys(db, drafts);
  if (fresh.length === 0) return 0;
  db.insert(
    'INSERT INTO audit (seq, key, at, action, person, target, body, hash)',
    chainOn(auditKey, headOf(db) ?? CHAIN_START, fresh).map(({ seq, hash, body, filed }) => [
      seq,
      filed.key,
      filed.at,
      filed.action,
      filed.person,
      filed.target,
      body,
      hash,
    ]),
  );
  return fresh.length;
}

/** The first draft of each key that is not in the log yet. */
function withNewKeys(db: Database, drafts: readonly AuditDraft[]): readonly AuditDraft[] {
  const byKey = new Map<string, AuditDraft>();
  for (const draft of drafts) {
    const key = filedText(draft.key);
    if (!byKey.has(key)) byKey.set(key, draft);
  }
  const keys = [...byKey.keys()];
  for (let from = 0; from < keys.length; from += KEYS_A_STATEMENT) {
    const some = keys.slice(from, from + KEYS_A_STATEMENT);
    const marks = some.map(() => '?').join(',');
    for (const row of db.all(`SELECT key FROM audit WHERE key IN (${marks})`, ...some)) {
      byKey.delete(String(row.key));
    }
  }
  return [...byKey.values()];
}
