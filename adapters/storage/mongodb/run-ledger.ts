import type { Document, Filter } from 'mongodb';
import type { ConnectionName, Instant, PlanId, RunId } from '../../../src/domain/ids.ts';
import type { PlanTarget } from '../../../src/domain/plan.ts';
import { type RunCounts, reasonOf, type TargetOutcome } from '../../../src/domain/run.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Lease } from '../../../src/ports/leases.ts';
import type { Effects } from '../../../src/ports/records.ts';
import type { Beginning, RunLedger } from '../../../src/ports/run-ledger.ts';
import type { Database } from './database.ts';
import type { Outbox } from './effects.ts';
import { conflict, isDuplicate } from './errors.ts';
import { anotherOwner, requireNewest } from './leases.ts';
import { type Ended, LedgerReader } from './ledger-reader.ts';
import { BEGUN, type LedgerRow, ledgerRows, textOf } from './ledger-row.ts';
import { numberedId } from './numbered.ts';
import { newKey, type OwingRow } from './owed.ts';
import type { Rows } from './rows.ts';
import { writeOnce } from './unanswered.ts';

/**
 * The ledger of runs, one row a target. The lease is looked at before each write and not together with it, so an
 * owner that was held up in between may be late; what it does then is bounded by the row, which says under which fence
 * it was last written: nobody writes over a later owner's row, and over an earlier one's only who knows what that
 * stored before its write. Whoever is refused so begins anew with what the row says.
 */
export class MongoRunLedger implements RunLedger {
  readonly #db: Database;
  readonly #outbox: Outbox;
  readonly #rows: Rows<LedgerRow>;
  /** The same rows, as the outbox knows them. */
  readonly #owing: Rows<OwingRow>;
  readonly #reader: LedgerReader;

  constructor(db: Database, outbox: Outbox) {
    this.#db = db;
    this.#outbox = outbox;
    this.#rows = ledgerRows(db);
    this.#reader = new LedgerReader(db);
    this.#owing = db.rows(this.#rows.name);
    outbox.watch(this.#owing);
  }

  async begin({ run, n, before, at, capOf }: Beginning, lease: Lease): Promise<void> {
    const stored = textOf(before);
    const cap = capOf === null ? { $unset: { capOf: '' as const, begunAt: '' as const } } : null;
    await this.#write({ run, n, lease, before: stored }, (mark) => ({
      $set: { fence: lease.fence, mark, ...(capOf === null ? {} : { capOf, begunAt: at }) },
      $setOnInsert: { run, n, kind: BEGUN, before: stored, at, firstFence: lease.fence },
      ...cap,
    }));
  }

  async unbegin(run: RunId, n: number, lease: Lease): Promise<void> {
    await requireNewest(this.#db, lease);
    // Begun by an earlier owner that is late, it may have left as a write: then it stays begun.
    const { fence } = lease;
    await this.#rows.remove({ _id: numberedId(run, n), kind: BEGUN, fence, firstFence: fence });
  }

  async record(run: RunId, row: TargetOutcome, lease: Lease, effects?: Effects): Promise<void> {
    const { n, outcome, at } = row;
    const before = textOf(row.before);
    const owed = this.#outbox.owe(effects);
    const isFirst = await this.#write({ run, n, lease, before }, (mark) => ({
      $set: {
        fence: lease.fence,
        mark,
        kind: outcome.kind,
        reason: reasonOf(outcome),
        outcome: JSON.stringify(outcome),
        after: textOf(row.after),
        at,
      },
      $setOnInsert: { run, n, before, firstFence: lease.fence },
      ...owed.update,
    }));
    if (isFirst) await this.#outbox.pay(this.#owing, numberedId(run, n), owed);
  }

  countedSince(run: RunId, n: number): Promise<Instant | null> {
    return this.#reader.countedSince(run, n);
  }

  taken(connection: ConnectionName, since: Instant): Promise<number> {
    return this.#reader.taken(connection, since);
  }

  remaining(
    run: RunId,
    plan: PlanId,
    from: number,
    limit: number,
  ): Promise<readonly { readonly target: PlanTarget; readonly before: DirectoryUser | null }[]> {
    return this.#reader.remaining(run, plan, from, limit);
  }

  begun(
    run: RunId,
    plan: PlanId,
  ): Promise<readonly { readonly target: PlanTarget; readonly before: DirectoryUser }[]> {
    return this.#reader.begun(run, plan);
  }

  counts(run: RunId): Promise<RunCounts> {
    return this.#reader.counts(run);
  }

  outcomes(run: RunId, plan: PlanId, from: number, limit: number): Promise<readonly Ended[]> {
    return this.#reader.outcomes(run, plan, from, limit);
  }

  troubles(run: RunId, plan: PlanId, limit: number): Promise<readonly Ended[]> {
    return this.#reader.troubles(run, plan, limit);
  }

  reasons(run: RunId): Promise<readonly { readonly reason: string; readonly count: number }[]> {
    return this.#reader.reasons(run);
  }

  /**
   * Writes a row that has no outcome yet, or makes it; false when it has one. Throws `conflict` when somebody else
   * has acquired the lease, and when the row is of another owner and not as the caller believes.
   */
  async #write(
    { run, n, lease, before }: { run: RunId; n: number; lease: Lease; before: string | null },
    update: (mark: string) => Document,
  ): Promise<boolean> {
    await requireNewest(this.#db, lease);
    const _id = numberedId(run, n);
    const { fence } = lease;
    const open: Filter<LedgerRow> = {
      _id,
      kind: BEGUN,
      $or: [{ fence }, { fence: { $lt: fence }, before }],
    };
    const mark = newKey();
    const changes = update(mark);
    const write = async () => {
      try {
        return await this.#rows.update(open, changes, true);
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    };
    if (await writeOnce(write, async () => (await this.#rows.one({ _id, mark })) !== null)) return true;
    const row = await this.#rows.one({ _id }, { projection: { kind: 1, fence: 1 } });
    if (row !== null && row.fence > fence) throw anotherOwner(lease);
    if (row !== null && row.fence === fence && row.kind !== BEGUN) return false;
    throw conflict(`Target ${n} of ${run} was written by an earlier owner meanwhile; it is looked at again.`);
  }
}
