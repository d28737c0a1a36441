import {
  type ChainVerdict,
  filedText,
  followChain,
  follows,
  keyKnown,
  type Link,
  tampered,
} from '../../../src/domain/audit-chain.ts';
import type { AuditDraft, AuditEvent, AuditHead } from '../../../src/domain/audit-event.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { AuditLog, AuditQuery } from '../../../src/ports/audit-log.ts';
import { appendAudit } from './audit-append.ts';
import { beginningOf, headOf, isGenuine, linkOf, newestTombstone } from './audit-links.ts';
import { breathe, type Database, type SqlValue } from './database.ts';

/** Entries verified between two breaths; a few milliseconds. */
const PAGE = 500;

/** Entries deleted in one transaction; some tens of milliseconds. */
const PRUNED_AT_ONCE = 5000;

/** The audit log: the number of an entry is its row id, its columns are what filters look at. */
export class SqliteAuditLog implements AuditLog {
  readonly #db: Database;
  readonly #key: Uint8Array;
  #walk: Promise<unknown> = Promise.resolve();

  constructor(db: Database, auditKey: Uint8Array) {
    this.#db = db;
    this.#key = auditKey;
  }

  async append(drafts: readonly AuditDraft[]): Promise<void> {
    this.#db.transact(() => appendAudit(this.#db, this.#key, drafts));
  }

  async read(query: AuditQuery): Promise<readonly AuditEvent[]> {
    const { where, values } = this.#conditions(query);
    const sql = `SELECT seq, body, hash FROM audit WHERE ${where} ORDER BY seq DESC LIMIT ?`;
    return this.#db
      .all(sql, ...values, query.limit)
      .map((row) => ({ ...JSON.parse(String(row.body)), seq: Number(row.seq), hash: String(row.hash) }));
  }

  async count(query: Omit<AuditQuery, 'limit' | 'beforeSeq'>): Promise<number> {
    const { where, values } = this.#conditions(query);
    return Number(this.#db.one(`SELECT count(*) AS count FROM audit WHERE ${where}`, ...values)?.count);
  }

  async head(): Promise<AuditHead | undefined> {
    return headOf(this.#db);
  }

  verify(): Promise<ChainVerdict> {
    return this.#inTurn(() => followChain(this.#key, newestTombstone(this.#db), this.#pages()));
  }

  prune(before: Instant, draft: AuditDraft): Promise<number> {
    return this.#inTurn(async () => {
      const tombstone = newestTombstone(this.#db);
      const start = beginningOf(this.#db);
      const old = this.#oldest(start.seq, before);
      const last = old.at(-1);
      if (last === undefined) return 0;
      // Whoever can write the file could make entries look old, or put in a tombstone for what they removed; the
      // deletion must not vouch for it.
      const vouches = tombstone === undefined || isGenuine(this.#db, this.#key, tombstone);
      if (!vouches || !follows(this.#key, start, old)) throw tampered(old);
      return this.#db.transact(() => {
        const cut = { seq: last.seq, hash: last.hash };
        if (appendAudit(this.#db, this.#key, [{ ...draft, cut }]) === 0) throw keyKnown(draft);
        return this.#db.run('DELETE FROM audit WHERE seq <= ?', cut.seq);
      });
    });
  }

  /** The oldest entries after the last cut, up to the first that is young enough to stay. */
  #oldest(cut: number, before: Instant): readonly Link[] {
    const oldest = this.#db.one('SELECT at FROM audit WHERE seq > ? ORDER BY seq LIMIT 1', cut);
    if (oldest === undefined || Number(oldest.at) >= before) return [];
    const sql = 'SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?';
    const links = this.#db.all(sql, cut, PRUNED_AT_ONCE).map(linkOf);
    const kept = links.findIndex(({ filed }) => filed.at >= before);
    return kept === -1 ? links : links.slice(0, kept);
  }

  /** What a query asks for, of the entries that are not deleted: verification looks at no others either. */
  #conditions(query: Omit<AuditQuery, 'limit'>): { where: string; values: readonly SqlValue[] } {
    const wanted: readonly (readonly [sql: string, value: SqlValue | undefined])[] = [
      ['seq > ?', beginningOf(this.#db).seq],
      ['action = ?', query.action],
      ['person = ?', query.person],
      ['target = ?', query.target === undefined ? undefined : filedText(query.target)],
      ['at >= ?', query.from],
      ['at < ?', query.to],
      ['seq < ?', query.beforeSeq],
    ];
    const given = wanted.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
    return { where: given.map(({ sql }) => sql).join(' AND '), values: given.map(({ value }) => value) };
  }

  /** Lets one walk end before the next begins, since an entry that is deleted on the way looks removed. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#walk.then(work);
    this.#walk = turn.catch(() => undefined);
    return turn;
  }

  async *#pages(): AsyncGenerator<readonly Link[]> {
    for (let after = Number.MIN_SAFE_INTEGER; ; await breathe()) {
      const rows = this.#db.all('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?', after, PAGE);
      yield rows.map(linkOf);
      if (rows.length < PAGE) return;
      after = Number(rows.at(-1)?.seq);
    }
  }
}
