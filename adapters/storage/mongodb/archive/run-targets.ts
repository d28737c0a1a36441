import { reasonOf } from '../../../../src/domain/run.ts';
import type { ArchiveRows } from '../../../../src/ports/archive.ts';
import type { Database } from '../database.ts';
import { BEGUN, type LedgerRow, ledgerRows, textOf } from '../ledger-row.ts';
import { numberedId } from '../numbered.ts';
import { keyed, type Table } from './table.ts';

type RunTarget = ArchiveRows['run-target'];

/** Rows of runs. No lease of this store wrote what is put, so that every later one may write over it. */
export function runTargetTable(db: Database): Table<'run-target'> {
  return keyed<'run-target', LedgerRow>({ rows: ledgerRows(db), read, write });
}

function read({ run, n, kind, before, after, outcome, at, capOf, begunAt }: LedgerRow): RunTarget {
  return {
    run,
    n,
    before: parsed(before),
    ended: kind === BEGUN ? null : { after: parsed(after), outcome: JSON.parse(String(outcome)) },
    at,
    cap: capOf === undefined ? null : { of: capOf, since: Number(begunAt) },
  };
}

function write({ run, n, before, ended, at, cap }: RunTarget): LedgerRow {
  return {
    _id: numberedId(run, n),
    run,
    n,
    kind: ended?.outcome.kind ?? BEGUN,
    before: textOf(before),
    at,
    fence: 0,
    firstFence: 0,
    mark: 'copied',
    ...(ended === null
      ? {}
      : {
          after: textOf(ended.after),
          outcome: JSON.stringify(ended.outcome),
          reason: reasonOf(ended.outcome),
        }),
    ...(cap === null ? {} : { capOf: cap.of, begunAt: cap.since }),
  };
}

function parsed<T>(text: string | null | undefined): T | null {
  return text === null || text === undefined ? null : JSON.parse(text);
}
