import type { ConnectionName, Instant, PlanId, RunId } from '../../../src/domain/ids.ts';
import type { PlanTarget } from '../../../src/domain/plan.ts';
import { NO_COUNTS, type OutcomeKind, type RunCounts, type TargetOutcome } from '../../../src/domain/run.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Database } from './database.ts';
import { BEGUN, type LedgerRow, ledgerRows } from './ledger-row.ts';
import { numberedFrom, numberedId } from './numbered.ts';
import { PLAN_TARGETS, type PlanRow } from './plan-rows.ts';
import type { Rows } from './rows.ts';

/** An outcome with its target. */
export type Ended = TargetOutcome & { readonly target: PlanTarget };

const ENDS = Object.keys(NO_COUNTS) as readonly OutcomeKind[];
const TROUBLES = ['skipped', 'failed'] as const;

/** Targets whose ends are counted in one request while a run is resumed. */
const WINDOW = 2000;
/** Rows read at a time where a caller names no limit. */
const PAGE = 500;

/** What the ledger of runs says; nothing is kept beside its rows that could drift from them. */
export class LedgerReader {
  readonly #rows: Rows<LedgerRow>;
  readonly #targets: Rows<PlanRow>;

  constructor(db: Database) {
    this.#rows = ledgerRows(db);
    this.#targets = db.rows(PLAN_TARGETS);
  }

  async countedSince(run: RunId, n: number): Promise<Instant | null> {
    const row = await this.#rows.one({ _id: numberedId(run, n) }, { projection: { capOf: 1, begunAt: 1 } });
    return row?.capOf === undefined ? null : Number(row.begunAt);
  }

  taken(connection: ConnectionName, since: Instant): Promise<number> {
    return this.#rows.count({ capOf: connection, begunAt: { $gte: since } });
  }

  /** Passes over windows in which all have ended by counting them; reads no target that has. */
  async remaining(
    run: RunId,
    plan: PlanId,
    from: number,
    limit: number,
  ): Promise<readonly { readonly target: PlanTarget; readonly before: DirectoryUser | null }[]> {
    const [last] = await this.#targets.all(
      { _id: numberedFrom(plan, 0) },
      { sort: { _id: -1 }, projection: { _id: 1 }, limit: 1 },
    );
    if (last === undefined) return [];
    const end = Number(last._id.slice(plan.length + 1)) + 1;
    const found: { readonly target: PlanTarget; readonly before: DirectoryUser | null }[] = [];
    for (let start = Math.max(0, from); start < end && found.length < limit; start += WINDOW) {
      const open = await this.#open(run, start, Math.min(end, start + WINDOW));
      for (let some = 0; some < open.length && found.length < limit; some += PAGE) {
        const ns = open.slice(some, some + Math.min(PAGE, limit - found.length));
        const [targets, befores] = await Promise.all([this.#targetsOf(plan, ns), this.#beforesOf(run, ns)]);
        for (const n of ns) {
          const target = targets.get(n);
          if (target !== undefined) found.push({ target, before: parsed(befores.get(n)) });
        }
      }
    }
    return found;
  }

  async begun(
    run: RunId,
    plan: PlanId,
  ): Promise<readonly { readonly target: PlanTarget; readonly before: DirectoryUser }[]> {
    const found: { readonly target: PlanTarget; readonly before: DirectoryUser }[] = [];
    for (let from = 0; ; ) {
      const query = { run, kind: BEGUN, n: { $gte: from } } as const;
      const rows = await this.#rows.all(query, { sort: { n: 1 }, limit: PAGE });
      const targets = await this.#targetsOf(
        plan,
        rows.map(({ n }) => n),
      );
      for (const row of rows) {
        const target = targets.get(row.n);
        if (target !== undefined) found.push({ target, before: JSON.parse(String(row.before)) });
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return found;
      from = last.n + 1;
    }
  }

  async counts(run: RunId): Promise<RunCounts> {
    const groups = await this.#rows.aggregate<{ readonly _id: OutcomeKind; readonly count: number }>([
      { $match: { run, kind: { $in: ENDS } } },
      { $group: { _id: '$kind', count: { $sum: 1 } } },
    ]);
    return { ...NO_COUNTS, ...Object.fromEntries(groups.map(({ _id, count }) => [_id, Number(count)])) };
  }

  async reasons(run: RunId): Promise<readonly { readonly reason: string; readonly count: number }[]> {
    const groups = await this.#rows.aggregate<{ readonly _id: string; readonly count: number }>([
      { $match: { run, kind: { $in: TROUBLES } } },
      { $group: { _id: '$reason', count: { $sum: 1 } } },
    ]);
    return groups
      .map(({ _id, count }) => ({ reason: String(_id), count: Number(count) }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }

  async outcomes(run: RunId, plan: PlanId, from: number, limit: number): Promise<readonly Ended[]> {
    // To MongoDB no limit at all is 0.
    if (limit === 0) return [];
    const query = { _id: numberedFrom(run, from), kind: { $ne: BEGUN } } as const;
    return this.#withTargets(plan, await this.#rows.all(query, { sort: { _id: 1 }, limit }));
  }

  async troubles(run: RunId, plan: PlanId, limit: number): Promise<readonly Ended[]> {
    if (limit === 0) return [];
    const query = { run, kind: { $in: [...TROUBLES] } };
    return this.#withTargets(plan, await this.#rows.all(query, { sort: { n: 1 }, limit }));
  }

  /** Numbers from `start` to before `end` that have no outcome. */
  async #open(run: RunId, start: number, end: number): Promise<readonly number[]> {
    const ended = { run, kind: { $in: [...ENDS] }, n: { $gte: start, $lt: end } };
    if ((await this.#rows.count(ended)) >= end - start) return [];
    const rows = await this.#rows.all(ended, { projection: { _id: 0, n: 1 }, limit: end - start });
    const over = new Set(rows.map(({ n }) => n));
    return Array.from({ length: end - start }, (_, index) => start + index).filter((n) => !over.has(n));
  }

  async #beforesOf(run: RunId, ns: readonly number[]): Promise<ReadonlyMap<number, string | null>> {
    const query = { _id: { $in: ns.map((n) => numberedId(run, n)) } };
    const rows = await this.#rows.all(query, { projection: { n: 1, before: 1 }, limit: ns.length });
    return new Map(rows.map(({ n, before }) => [n, before]));
  }

  async #targetsOf(plan: PlanId, ns: readonly number[]): Promise<ReadonlyMap<number, PlanTarget>> {
    const query = { _id: { $in: ns.map((n) => numberedId(plan, n)) } };
    const rows = await this.#targets.all(query, { projection: { body: 1 }, limit: ns.length });
    return new Map(rows.map(({ body }) => JSON.parse(body)).map((target: PlanTarget) => [target.n, target]));
  }

  async #withTargets(plan: PlanId, rows: readonly LedgerRow[]): Promise<readonly Ended[]> {
    const targets = await this.#targetsOf(
      plan,
      rows.map(({ n }) => n),
    );
    return rows.flatMap((row) => {
      const target = targets.get(row.n);
      return target === undefined ? [] : [{ ...endOf(row), target }];
    });
  }
}

function endOf({ n, before, after, outcome, at }: LedgerRow): TargetOutcome {
  return { n, before: parsed(before), after: parsed(after), outcome: JSON.parse(String(outcome)), at };
}

function parsed(text: string | null | undefined): DirectoryUser | null {
  return text === null || text === undefined ? null : JSON.parse(text);
}
