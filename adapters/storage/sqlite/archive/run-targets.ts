import type { ConnectionName, RunId } from '../../../../src/domain/ids.ts';
import type { ArchiveRows } from '../../../../src/ports/archive.ts';
import type { Database, SqlRow } from '../database.ts';
import { tally } from '../run-ledger.ts';
import { keyed, parsed } from './table.ts';

type RunTarget = ArchiveRows['run-target'];

/** Rows of runs; the counts beside them are made anew from what is stored. */
export const runTargetTable = keyed<'run-target'>({
  from: 'run_targets',
  key: ['run', 'n'],
  columns: 'run, n, before, after, kind, outcome, at, begun_at, cap_of',
  read(row) {
    return {
      run: String(row.run) as RunId,
      n: Number(row.n),
      before: parsed(row, 'before'),
      ended: endedOf(row),
      at: Number(row.at),
      cap: capOf(row),
    };
  },
  put(db, rows) {
    for (const row of rows) {
      if (insert(db, row) && row.ended !== null) tally(db, row.run, row.ended.outcome);
    }
  },
});

function endedOf(row: SqlRow): RunTarget['ended'] {
  if (row.kind === null) return null;
  return { after: parsed(row, 'after'), outcome: parsed(row, 'outcome') };
}

function capOf(row: SqlRow): RunTarget['cap'] {
  if ((row.cap_of ?? null) === null) return null;
  return { of: String(row.cap_of) as ConnectionName, since: Number(row.begun_at) };
}

/** False when the row was there already. */
function insert(db: Database, { run, n, before, ended, at, cap }: RunTarget): boolean {
  const changed = db.run(
    `INSERT OR IGNORE INTO run_targets (run, n, before, after, kind, outcome, at, begun_at, cap_of)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    run,
    n,
    textOf(before),
    textOf(ended?.after ?? null),
    ended?.outcome.kind ?? null,
    textOf(ended?.outcome ?? null),
    at,
    cap?.since ?? null,
    cap?.of ?? null,
  );
  return changed > 0;
}

function textOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
