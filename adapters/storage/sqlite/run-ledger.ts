import type { ConnectionName, Instant, PlanId, RunId } from '../../../src/domain/ids.ts';
import type { PlanTarget } from '../../../src/domain/plan.ts';
import {
  NO_COUNTS,
  type Outcome,
  type RunCounts,
  reasonOf,
  type TargetOutcome,
} from '../../../src/domain/run.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Lease } from '../../../src/ports/leases.ts';
import type { Effects } from '../../../src/ports/records.ts';
import type { Beginning, RunLedger } from '../../../src/ports/run-ledger.ts';
import { breathe, type Database, type SqlRow } from './database.ts';
import type { Outbox } from './effects.ts';
import { requireNewest } from './leases.ts';

type Ended = TargetOutcome & { readonly target: PlanTarget };

/** Targets looked through in one statement while a run is resumed. */
const WINDOW = 1000;

const ENDED = `
  SELECT t.body AS target, l.n, l.before, l.after, l.outcome, l.at
  FROM run_targets l JOIN plan_targets t ON t.plan = ? AND t.n = l.n`;

/** The ledger of runs. Counts are kept beside the rows, so that progress costs the same at any size. */
export class SqliteRunLedger implements RunLedger {
  readonly #db: Database;
  readonly #outbox: Outbox;

  constructor(db: Database, outbox: Outbox) {
    this.#db = db;
    this.#outbox = outbox;
  }

  async begin({ run, n, before, at, capOf }: Beginning, lease: Lease): Promise<void> {
    this.#db.transact(() => {
      requireNewest(this.#db, lease);
      this.#db.run(
        `INSERT INTO run_targets (run, n, before, at, begun_at, cap_of) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (run, n) DO UPDATE SET begun_at = excluded.begun_at, cap_of = excluded.cap_of
         WHERE kind IS NULL`,
        run,
        n,
        JSON.stringify(before),
        at,
        at,
        capOf,
      );
    });
  }

  async unbegin(run: RunId, n: number, lease: Lease): Promise<void> {
    this.#db.transact(() => {
      requireNewest(this.#db, lease);
      this.#db.run('DELETE FROM run_targets WHERE run = ? AND n = ? AND kind IS NULL', run, n);
    });
  }

  async countedSince(run: RunId, n: number): Promise<Instant | null> {
    const sql = 'SELECT begun_at FROM run_targets WHERE run = ? AND n = ? AND cap_of IS NOT NULL';
    const row = this.#db.one(sql, run, n);
    return row === undefined ? null : Number(row.begun_at);
  }

  async taken(connection: ConnectionName, since: Instant): Promise<number> {
    const sql = 'SELECT count(*) AS count FROM run_targets WHERE cap_of = ? AND begun_at >= ?';
    return Number(this.#db.one(sql, connection, since)?.count);
  }

  async record(run: RunId, row: TargetOutcome, lease: Lease, effects?: Effects): Promise<void> {
    const isFirst = this.#db.transact(() => {
      requireNewest(this.#db, lease);
      const changed = this.#db.run(
        `INSERT INTO run_targets (run, n, before, after, kind, outcome, at) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (run, n) DO UPDATE SET before = coalesce(before, excluded.before), after = excluded.after,
           kind = excluded.kind, outcome = excluded.outcome, at = excluded.at
         WHERE kind IS NULL`,
        run,
        row.n,
        textOf(row.before),
        textOf(row.after),
        row.outcome.kind,
        JSON.stringify(row.outcome),
        row.at,
      );
      if (changed === 0) return false;
      tally(this.#db, run, row.outcome);
      this.#outbox.add(effects);
      return true;
    });
    if (isFirst) this.#outbox.announce(effects);
  }

  async remaining(
    run: RunId,
    plan: PlanId,
    from: number,
    limit: number,
  ): Promise<readonly { readonly target: PlanTarget; readonly before: DirectoryUser | null }[]> {
    const last = this.#db.one('SELECT max(n) AS n FROM plan_targets WHERE plan = ?', plan)?.n ?? -1;
    const found: { target: PlanTarget; before: DirectoryUser | null }[] = [];
    for (let start = from; start <= Number(last); start += WINDOW) {
      if (start > from) await breathe();
      const rows = this.#db.all(
        `SELECT t.body AS target, l.before
         FROM plan_targets t LEFT JOIN run_targets l ON l.run = ? AND l.n = t.n
         WHERE t.plan = ? AND t.n >= ? AND t.n < ? AND l.kind IS NULL ORDER BY t.n LIMIT ?`,
        run,
        plan,
        start,
        start + WINDOW,
        limit - found.length,
      );
      for (const row of rows) found.push({ target: parse(row, 'target'), before: parse(row, 'before') });
      if (found.length >= limit) break;
    }
    return found;
  }

  async begun(
    run: RunId,
    plan: PlanId,
  ): Promise<readonly { readonly target: PlanTarget; readonly before: DirectoryUser }[]> {
    return this.#db
      .all(
        `SELECT t.body AS target, l.before FROM run_targets l JOIN plan_targets t ON t.plan = ? AND t.n = l.n
         WHERE l.run = ? AND l.kind IS NULL ORDER BY l.n`,
        plan,
        run,
      )
      .map((row) => ({ target: parse(row, 'target'), before: parse(row, 'before') }));
  }

  async counts(run: RunId): Promise<RunCounts> {
    const rows = this.#db.all(
      'SELECT kind, sum(count) AS count FROM run_tally WHERE run = ? GROUP BY kind',
      run,
    );
    return { ...NO_COUNTS, ...Object.fromEntries(rows.map((row) => [row.kind, row.count])) };
  }

  async outcomes(run: RunId, plan: PlanId, from: number, limit: number): Promise<readonly Ended[]> {
    return this.#db
      .all(
        `${ENDED} WHERE l.run = ? AND l.n >= ? AND l.kind IS NOT NULL ORDER BY l.n LIMIT ?`,
        plan,
        run,
        from,
        limit,
      )
      .map(ended);
  }

  async troubles(run: RunId, plan: PlanId, limit: number): Promise<readonly Ended[]> {
    return this.#db
      .all(
        `${ENDED} WHERE l.run = ? AND l.kind IN ('skipped', 'failed') ORDER BY l.n LIMIT ?`,
        plan,
        run,
        limit,
      )
      .map(ended);
  }

  async reasons(run: RunId): Promise<readonly { readonly reason: string; readonly count: number }[]> {
    return this.#db
      .all(
        `SELECT reason, sum(count) AS count FROM run_tally WHERE run = ? AND reason <> ''
         GROUP BY reason ORDER BY count DESC, reason`,
        run,
      )
      .map((row) => ({ reason: String(row.reason), count: Number(row.count) }));
  }
}

/** Counts an outcome; in the transaction that stores it. */
export function tally(db: Database, run: RunId, outcome: Outcome): void {
  db.run(
    `INSERT INTO run_tally (run, kind, reason, count) VALUES (?, ?, ?, 1)
     ON CONFLICT (run, kind, reason) DO UPDATE SET count = count + 1`,
    run,
    outcome.kind,
    reasonOf(outcome),
  );
}

function ended(row: SqlRow): Ended {
  return {
    n: Number(row.n),
    before: parse(row, 'before'),
    after: parse(row, 'after'),
    outcome: parse(row, 'outcome'),
    at: Number(row.at),
    target: parse(row, 'target'),
  };
}

function textOf(user: DirectoryUser | null): string | null {
  return user === null ? null : JSON.stringify(user);
}

function parse<T>(row: SqlRow, column: string): T {
  return JSON.parse(String(row[column]));
}
