import { keyProof } from '../../../src/domain/audit-chain.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
import type { Database } from './database.ts';

/**
 * Ties the audit log to its key: the first key an empty log sees is the one it keeps asking for, by a value that
 * only this key gives. Throws `misconfigured` for any other, since a chain of two keys holds for neither, and for
 * entries that no key vouches for: to chain them now would make the word of whoever wrote them ours.
 */
export function bindAuditKey(db: Database, auditKey: Uint8Array): void {
  const proof = keyProof(auditKey);
  db.transact(() => {
    const kept = db.one('SELECT proof FROM audit_key');
    if (kept !== undefined && kept.proof !== proof) throw otherKey(db.path);
    const unchained = kept === undefined ? 'TRUE' : 'hash IS NULL';
    if (db.one(`SELECT seq FROM audit WHERE ${unchained} LIMIT 1`) !== undefined) throw notChained(db.path);
    if (kept === undefined) db.run('INSERT INTO audit_key (only, proof) VALUES (1, ?)', proof);
  });
}

/** Throws `misconfigured` when the log was begun with another key; writes nothing. */
export function requireAuditKey(db: Database, auditKey: Uint8Array): void {
  const kept = db.one('SELECT proof FROM audit_key');
  if (kept !== undefined && kept.proof !== keyProof(auditKey)) throw otherKey(db.path);
}

function otherKey(path: string): ProblemError {
  return new ProblemError({
    kind: 'misconfigured',
    key: 'ROLLCALL_AUDIT_KEY',
    remedy:
      `The audit log in ${path} was begun with another key. Set that key, or leave the setting out and have the ` +
      'audit.key that belongs to it beside the database. If it is lost, start with a new data folder and keep this one.',
  });
}

function notChained(path: string): ProblemError {
  return new ProblemError({
    kind: 'misconfigured',
    key: 'ROLLCALL_DATA',
    remedy:
      `The audit log in ${path} has entries that are not chained: somebody changed the file, or a Rollcall from ` +
      'before there was a chain wrote it. It cannot be continued. Restore a backup, or start with a new data ' +
      'folder and keep this one.',
  });
}
