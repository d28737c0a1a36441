import type { ConnectionName, Instant, RunId } from '../../../src/domain/ids.ts';
import type { OutcomeKind } from '../../../src/domain/run.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Database } from './database.ts';
import type { IndexTable } from './indexes.ts';
import { BY_DUE, type OwingRow } from './owed.ts';
import type { Rows } from './rows.ts';

/** The kind of a row whose target has no outcome yet. */
export const BEGUN = 'begun';

/** One target of a run as `RUN/000000012`. Users and outcomes are JSON, so that they come back as they were. */
export interface LedgerRow extends OwingRow {
  readonly run: RunId;
  readonly n: number;
  readonly kind: OutcomeKind | typeof BEGUN;
  /** Why it was skipped or failed. */
  readonly reason?: string;
  readonly before: string | null;
  readonly after?: string | null;
  readonly outcome?: string;
  readonly at: Instant;
  /** The connection whose cap it counts towards since `begunAt`; both absent when it counts towards none. */
  readonly capOf?: ConnectionName;
  readonly begunAt?: Instant;
  /** Of the lease it was last written under, and of the one it was made under. */
  readonly fence: number;
  readonly firstFence: number;
  /** Of the last write, to know it again when its answer was lost. */
  readonly mark: string;
}

const RUN_TARGETS = 'run_targets';

/** Counts, reasons and what has ended are read from `by_kind` alone; pages of outcomes go by `_id`. */
export const LEDGER_INDEXES: IndexTable = {
  [RUN_TARGETS]: [
    { name: 'by_kind', key: { run: 1, kind: 1, n: 1, reason: 1 } },
    { name: 'by_cap', key: { capOf: 1, begunAt: 1 }, sparse: true },
    BY_DUE,
  ],
};

/** The ledger's rows in a database. */
export function ledgerRows(db: Database): Rows<LedgerRow> {
  return db.rows(RUN_TARGETS);
}

/** A user as it is kept. */
export function textOf(user: DirectoryUser | null): string | null {
  return user === null ? null : JSON.stringify(user);
}
