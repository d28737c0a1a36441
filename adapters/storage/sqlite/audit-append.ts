import { CHAIN_START, chainOn, firstOfEachKey, keyTaken } from '../../../src/domain/audit-chain.ts';
import type { AuditDraft } from '../../../src/domain/audit-event.ts';
import { headOf, isGenuine, linkOf } from './audit-links.ts';
import type { Database } from './database.ts';

/** Keys looked up in one statement. */
const KEYS_A_STATEMENT = 200;

/**
 * Chains drafts whose keys are new to the log and says how many those were. To be called inside a transaction,
 * so that nothing else is appended between the reading of the head and the writing of what follows it. Throws
 * `guarded` when a key is taken by an entry that Rollcall did not write: it would keep the real one out.
 */
export function appendAudit(db: Database, auditKey: Uint8Array, drafts: readonly AuditDraft[]): number {
  const fresh = withNewKeys(db, auditKey, drafts);
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
function withNewKeys(
  db: Database,
  auditKey: Uint8Array,
  drafts: readonly AuditDraft[],
): readonly AuditDraft[] {
  const byKey = new Map(firstOfEachKey(drafts));
  const keys = [...byKey.keys()];
  for (let from = 0; from < keys.length; from += KEYS_A_STATEMENT) {
    const some = keys.slice(from, from + KEYS_A_STATEMENT);
    const marks = some.map(() => '?').join(',');
    for (const row of db.all(`SELECT * FROM audit WHERE key IN (${marks})`, ...some)) {
      const link = linkOf(row);
      if (!isGenuine(db, auditKey, link)) throw keyTaken(link);
      byKey.delete(link.filed.key);
    }
  }
  return [...byKey.values()];
}
