import { CHAIN_START, chainOn, filedText } from '../../../src/domain/audit-chain.ts';
import type { AuditDraft } from '../../../src/domain/audit-event.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
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
  const byKey = new Map<string, AuditDraft>();
  for (const draft of drafts) {
    const key = filedText(draft.key);
    if (!byKey.has(key)) byKey.set(key, draft);
  }
  const keys = [...byKey.keys()];
  for (let from = 0; from < keys.length; from += KEYS_A_STATEMENT) {
    const some = keys.slice(from, from + KEYS_A_STATEMENT);
    const marks = some.map(() => '?').join(',');
    for (const row of db.all(`SELECT * FROM audit WHERE key IN (${marks})`, ...some)) {
      const link = linkOf(row);
      if (!isGenuine(db, auditKey, link)) throw keyTaken(link.seq);
      byKey.delete(link.filed.key);
    }
  }
  return [...byKey.values()];
}

function keyTaken(seq: number): ProblemError {
  return new ProblemError({
    kind: 'guarded',
    message: `Entry ${seq} of the audit log is not as Rollcall wrote it and keeps a new one out. Nothing was changed.`,
    remedy: 'Copy the database as it is, then ask "audit verify" where the first change is.',
  });
}
