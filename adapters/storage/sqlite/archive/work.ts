import type { ArchiveRows } from '../../../../src/ports/archive.ts';
import type { JobName } from '../../../../src/ports/scheduler.ts';
import { keyed, parsed } from './table.ts';

/**
 * What the scheduler has and what it was not handed yet, together: one row for a name and key. A job that a crash
 * cut short, or that ended without being removed, has no time and is due at once.
 */
const WORK = `(
  SELECT name, key, payload, min(due) AS due FROM (
    SELECT name, json_extract(data, '$.key') AS key, json_extract(data, '$.payload') AS payload,
      coalesce(next_run_at, 0) AS due
    FROM jobs WHERE type = 'normal' AND json_extract(data, '$.key') IS NOT NULL
    UNION ALL
    SELECT json_extract(job, '$.name'), json_extract(job, '$.key'), json_extract(job, '$.payload'),
      coalesce(json_extract(job, '$.runAt'), 0)
    FROM outbox)
  GROUP BY name, key)`;

/** Unfinished work. Put, it waits in the outbox: the next start hands it to the scheduler. */
export const workTable = keyed<'job'>({
  from: WORK,
  key: ['name', 'key'],
  columns: 'name, key, payload, due',
  read(row) {
    const due = Number(row.due);
    const job = { name: String(row.name) as JobName, key: String(row.key), payload: parsed(row, 'payload') };
    return (due === 0 ? job : { ...job, runAt: due }) as ArchiveRows['job'];
  },
  put(db, rows) {
    const known = new Set(db.all(`SELECT name, key FROM ${WORK}`).map((row) => `${row.name}/${row.key}`));
    const fresh = rows.filter(({ name, key }) => !known.has(`${name}/${key}`));
    db.insert(
      'INSERT INTO outbox (job)',
      fresh.map((job) => [JSON.stringify(job)]),
    );
  },
});
