import type { AuditDraft, AuditEvent } from '../../../src/domain/audit-event.ts';
import type { AuditLog, AuditQuery } from '../../../src/ports/stores.ts';
import type { Database, SqlValue } from './database.ts';

/**
 * Appends drafts whose keys are new. The sequence number is the row id: without AUTOINCREMENT it is always
 * one more than the largest, and a skipped duplicate uses none up.
 */
export function appendAudit(db: Database, drafts: readonly AuditDraft[]): void {
  db.insert(
    'INSERT INTO audit (key, at, action, person, target, body)',
    drafts.map((draft) => [
      draft.key,
      draft.at,
      draft.action,
      draft.actor.person,
      draft.target,
      JSON.stringify(draft),
    ]),
    'ON CONFLICT (key) DO NOTHING',
  );
}

export class SqliteAuditLog implements AuditLog {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async append(drafts: readonly AuditDraft[]): Promise<void> {
    this.#db.transact(() => appendAudit(this.#db, drafts));
  }

  async read(query: AuditQuery): Promise<readonly AuditEvent[]> {
    const { where, values } = conditions(query);
    const sql = `SELECT seq, body FROM audit WHERE ${where} ORDER BY seq DESC LIMIT ?`;
    return this.#db
      .all(sql, ...values, query.limit)
      .map((row) => ({ ...JSON.parse(String(row.body)), seq: Number(row.seq) }));
  }

  async count(query: Omit<AuditQuery, 'limit' | 'beforeSeq'>): Promise<number> {
    const { where, values } = conditions(query);
    return Number(this.#db.one(`SELECT count(*) AS count FROM audit WHERE ${where}`, ...values)?.count);
  }
}

function conditions(query: Omit<AuditQuery, 'limit'>): { where: string; values: readonly SqlValue[] } {
  const wanted: readonly (readonly [sql: string, value: SqlValue | undefined])[] = [
    ['action = ?', query.action],
    ['person = ?', query.person],
    ['target = ?', query.target],
    ['at >= ?', query.from],
    ['at < ?', query.to],
    ['seq < ?', query.beforeSeq],
  ];
  const given = wanted.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return {
    where: given.map(({ sql }) => sql).join(' AND ') || 'TRUE',
    values: given.map(({ value }) => value),
  };
}
