import { createHmac } from 'node:crypto';
import { CHAIN_START, linkHash } from '../../../src/domain/audit-chain.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { appendAudit } from './audit-append.ts';
import type { Database } from './database.ts';

/** Entries chained between two looks at the table. */
const PAGE = 500;

/**
 * Ties the audit log to its key: the first key a database sees is the one it keeps asking for, by a value that
 * only this key gives. Throws `misconfigured` for any other, since a chain of two keys holds for neither.
 */
export function bindAuditKey(db: Database, auditKey: Uint8Array, clock: Clock): void {
  const proof = createHmac('sha256', auditKey).update('rollcall audit key').digest('hex');
  db.transact(() => {
    const kept = db.one('SELECT proof FROM audit_key');
    if (kept?.proof === proof) return;
    if (kept !== undefined) throw otherKey(db.path);
    chainOldEntries(db, auditKey, clock);
    db.run('INSERT INTO audit_key (only, proof) VALUES (1, ?)', proof);
  });
}

/**
 * Chains entries that were recorded before there was a chain, and records that it did: nobody can pass off
 * entries of their own as chained by making them look old.
 */
function chainOldEntries(db: Database, auditKey: Uint8Array, clock: Clock): void {
  let { seq, hash } = CHAIN_START;
  let chained = 0;
  for (;;) {
    const rows = db.all('SELECT seq, body, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?', seq, PAGE);
    for (const row of rows) {
      seq = Number(row.seq);
      if (row.hash === null) {
        hash = linkHash(auditKey, hash, seq, String(row.body));
        db.run('UPDATE audit SET hash = ? WHERE seq = ?', hash, seq);
        chained += 1;
      } else {
        hash = String(row.hash);
      }
    }
    if (rows.length < PAGE) break;
  }
  if (chained === 0) return;
  appendAudit(db, auditKey, [
    {
      key: `audit-chained/${seq}`,
      at: clock.now(),
      actor: { person: null, account: null },
      action: 'Setting Changed',
      status: 'done',
      target: 'audit log',
      description: `the chain begins; ${chained} entries up to number ${seq} had no hash and were chained as they were found`,
      place: null,
      before: null,
      after: null,
    },
  ]);
}

function otherKey(path: string): ProblemError {
  return new ProblemError({
    kind: 'misconfigured',
    key: 'ROLLCALL_AUDIT_KEY',
    remedy:
      `The audit log in ${path} was begun with another key. Put the audit.key that belongs to it back beside ` +
      'it, or name that key in the setting. If it is lost, start with a new data folder and keep this one.',
  });
}
