import type { PlanId, UserRef } from '../../../src/domain/ids.ts';
import type { PlanExclusion, PlanTarget } from '../../../src/domain/plan.ts';
import type { PlanRowStore } from '../../../src/ports/run-ledger.ts';
import type { Database } from './database.ts';

/** References looked up in one statement. */
const REFS_A_STATEMENT = 500;

/** Targets and exclusions of plans, in their own rows. */
export class SqlitePlanRows implements PlanRowStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async addTargets(plan: PlanId, rows: readonly PlanTarget[]): Promise<void> {
    this.#db.transact(() =>
      this.#db.insert(
        'INSERT INTO plan_targets (plan, n, ref, body)',
        rows.map((row) => [plan, row.n, row.ref, JSON.stringify(row)]),
      ),
    );
  }

  async addExclusions(plan: PlanId, rows: readonly PlanExclusion[]): Promise<void> {
    this.#db.transact(() =>
      this.#db.insert(
        'INSERT INTO plan_exclusions (plan, n, body)',
        rows.map((row) => [plan, row.n, JSON.stringify(row)]),
      ),
    );
  }

  async targets(plan: PlanId, from: number, limit: number): Promise<readonly PlanTarget[]> {
    return this.#page('plan_targets', plan, from, limit);
  }

  async exclusions(plan: PlanId, from: number, limit: number): Promise<readonly PlanExclusion[]> {
    return this.#page('plan_exclusions', plan, from, limit);
  }

  async targetsAmong(plan: PlanId, refs: readonly UserRef[]): Promise<ReadonlySet<UserRef>> {
    const found = new Set<UserRef>();
    for (let from = 0; from < refs.length; from += REFS_A_STATEMENT) {
      const some = refs.slice(from, from + REFS_A_STATEMENT);
      const marks = some.map(() => '?').join(',');
      const sql = `SELECT ref FROM plan_targets WHERE plan = ? AND ref IN (${marks})`;
      for (const { ref } of this.#db.all(sql, plan, ...some)) found.add(ref as UserRef);
    }
    return found;
  }

  #page<T>(table: 'plan_targets' | 'plan_exclusions', plan: PlanId, from: number, limit: number): T[] {
    return this.#db
      .all(`SELECT body FROM ${table} WHERE plan = ? AND n >= ? ORDER BY n LIMIT ?`, plan, from, limit)
      .map((row) => JSON.parse(String(row.body)));
  }
}
