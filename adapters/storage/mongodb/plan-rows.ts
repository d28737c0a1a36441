import type { PlanId, UserRef } from '../../../src/domain/ids.ts';
import type { PlanExclusion, PlanTarget } from '../../../src/domain/plan.ts';
import type { PlanRowStore } from '../../../src/ports/run-ledger.ts';
import type { Database } from './database.ts';
import type { IndexTable } from './indexes.ts';
import { numberedFrom, numberedId } from './numbered.ts';
import type { Row, Rows } from './rows.ts';

/** One row of a plan as `PLAN/000000012`; its text is kept as it was given, character for character. */
export interface PlanRow extends Row {
  readonly _id: string;
  readonly plan: PlanId;
  readonly ref?: UserRef;
  readonly body: string;
}

/** Where targets of plans are kept. */
export const PLAN_TARGETS = 'plan_targets';
const PLAN_EXCLUSIONS = 'plan_exclusions';

/** Pages go by `_id`. */
export const PLAN_ROW_INDEXES: IndexTable = {
  [PLAN_TARGETS]: [{ name: 'by_user', key: { plan: 1, ref: 1 } }],
  [PLAN_EXCLUSIONS]: [],
};

/** References looked up in one request. */
const REFS_A_REQUEST = 1000;

/** Targets and exclusions of plans, in their own rows. */
export class MongoPlanRows implements PlanRowStore {
  readonly #targets: Rows<PlanRow>;
  readonly #exclusions: Rows<PlanRow>;

  constructor(db: Database) {
    this.#targets = db.rows(PLAN_TARGETS);
    this.#exclusions = db.rows(PLAN_EXCLUSIONS);
  }

  addTargets(plan: PlanId, rows: readonly PlanTarget[]): Promise<void> {
    return this.#targets.insertAll(
      rows.map((row) => ({ _id: numberedId(plan, row.n), plan, ref: row.ref, body: JSON.stringify(row) })),
    );
  }

  addExclusions(plan: PlanId, rows: readonly PlanExclusion[]): Promise<void> {
    return this.#exclusions.insertAll(
      rows.map((row) => ({ _id: numberedId(plan, row.n), plan, body: JSON.stringify(row) })),
    );
  }

  targets(plan: PlanId, from: number, limit: number): Promise<readonly PlanTarget[]> {
    return pageOf(this.#targets, plan, from, limit);
  }

  exclusions(plan: PlanId, from: number, limit: number): Promise<readonly PlanExclusion[]> {
    return pageOf(this.#exclusions, plan, from, limit);
  }

  async targetsAmong(plan: PlanId, refs: readonly UserRef[]): Promise<ReadonlySet<UserRef>> {
    const found = new Set<UserRef>();
    for (let from = 0; from < refs.length; from += REFS_A_REQUEST) {
      const some = refs.slice(from, from + REFS_A_REQUEST);
      const rows = await this.#targets.all(
        { plan, ref: { $in: some } },
        { projection: { _id: 0, ref: 1 }, limit: some.length },
      );
      for (const { ref } of rows) if (ref !== undefined) found.add(ref);
    }
    return found;
  }
}

async function pageOf<T>(rows: Rows<PlanRow>, plan: PlanId, from: number, limit: number): Promise<T[]> {
  // To MongoDB no limit at all is 0.
  if (limit === 0) return [];
  const page = await rows.all({ _id: numberedFrom(plan, from) }, { sort: { _id: 1 }, limit });
  return page.map(({ body }) => JSON.parse(body));
}
