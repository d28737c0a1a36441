import {
  CHAIN_START,
  isNext,
  type Link,
  linkOfRow,
  startOf,
  TOMBSTONE,
} from '../../../src/domain/audit-chain.ts';
import type { AuditHead } from '../../../src/domain/audit-event.ts';
import type { Database, SqlRow } from './database.ts';

/** The last entry; undefined while the log is empty. */
export function headOf(db: Database): AuditHead | undefined {
  const row = db.one('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
  return row === undefined ? undefined : { seq: Number(row.seq), hash: String(row.hash) };
}

/** The entry that tells of the last deletion, as it stands in the table: it may be forged. */
export function newestTombstone(db: Database): Link | undefined {
  const row = db.one('SELECT * FROM audit WHERE action = ? ORDER BY seq DESC LIMIT 1', TOMBSTONE);
  return row === undefined ? undefined : linkOf(row);
}

/** What the first entry of the log follows; whatever stands at or below it is deleted. */
export function beginningOf(db: Database): AuditHead {
  return startOf(newestTombstone(db));
}

/** True when only somebody with the key can have written this entry where it stands. */
export function isGenuine(db: Database, key: Uint8Array, link: Link): boolean {
  return isNext(key, before(db, link), link);
}

function before(db: Database, { seq }: Link): AuditHead {
  if (seq === CHAIN_START.seq + 1) return CHAIN_START;
  const beginning = beginningOf(db);
  if (seq === beginning.seq + 1) return beginning;
  const hash = db.one('SELECT hash FROM audit WHERE seq = ?', seq - 1)?.hash;
  return { seq: seq - 1, hash: String(hash) };
}

/** A row of the table as a link of the chain. */
export function linkOf(row: SqlRow): Link {
  return linkOfRow(Number(row.seq), row);
}
