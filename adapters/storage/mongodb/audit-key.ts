import { keyProof } from '../../../src/domain/audit-chain.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
import { auditRows } from './audit-links.ts';
import type { Database } from './database.ts';
import { isDuplicate } from './errors.ts';
import type { Row } from './rows.ts';

interface KeyRow extends Row {
  readonly _id: 'audit-key';
  readonly proof: string;
}

/**
 * Ties the audit log to its key: the first key an empty log sees is the one it keeps asking for, by a value that
 * only this key gives, of every instance. Throws `misconfigured` for any other, since a chain of two keys holds for
 * neither, and for entries that no key vouches for: to chain on them would make the word of whoever wrote them ours.
 */
export async function bindAuditKey(db: Database, auditKey: Uint8Array): Promise<void> {
  const proof = keyProof(auditKey);
  const meta = db.rows<KeyRow>('meta');
  const kept = () => meta.one({ _id: 'audit-key' });
  const entries = auditRows(db);
  if ((await kept()) === null) {
    const isEmpty = (await entries.one({})) === null;
    // Asked again: another instance may have begun the log between the two.
    if (!isEmpty && (await kept()) === null) throw notChained();
    try {
      if (isEmpty) await meta.insert({ _id: 'audit-key', proof });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }
  if ((await kept())?.proof !== proof) throw otherKey();
  // Only what the next entry is chained to is looked at here; verification finds all others.
  const [last] = await entries.all({}, { sort: { _id: -1 }, projection: { hash: 1 }, limit: 1 });
  if (last !== undefined && typeof last.hash !== 'string') throw notChained();
}

/** Throws `misconfigured` when the log was begun with another key; writes nothing. */
export async function requireAuditKey(db: Database, auditKey: Uint8Array): Promise<void> {
  const kept = await db.rows<KeyRow>('meta').one({ _id: 'audit-key' });
  if (kept !== null && kept.proof !== keyProof(auditKey)) throw otherKey();
}

function otherKey(): ProblemError {
  return new ProblemError({
    kind: 'misconfigured',
    key: 'ROLLCALL_AUDIT_KEY',
    remedy:
      'The audit log in this MongoDB database was begun with another key. Give every instance the same ' +
      'ROLLCALL_AUDIT_KEY, or the audit.key it was begun with. If it is lost, start with a new database and keep ' +
      'this one.',
  });
}

function notChained(): ProblemError {
  return new ProblemError({
    kind: 'misconfigured',
    key: 'ROLLCALL_STORAGE',
    remedy:
      'The audit log in this MongoDB database has entries that are not chained: somebody changed them. It cannot be ' +
      'continued. Restore a backup, or start with a new database and keep this one.',
  });
}
