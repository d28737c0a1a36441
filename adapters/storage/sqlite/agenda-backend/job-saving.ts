import type { JobParameters } from 'agenda';
import type { Instant } from '../../../../src/domain/ids.ts';
import type { Database, SqlValue } from '../database.ts';
import { type JobChange, RECORD, toColumns, toJob } from './job-fields.ts';
import { satisfies } from './job-matching.ts';

/**
 * Inserts a job or updates the one it stands for, as Agenda's `saveJob` asks. Each way it reads and then writes once,
 * with nothing between the two, so it needs no transaction.
 */
export function storeJob(db: Database, job: JobParameters, now: Instant): JobParameters {
  if (job._id) return updateJob(db, job._id, job) ?? job;
  if (job.type === 'single') return storeSingle(db, job, now);
  if (job.unique !== undefined) return storeUnique(db, job, job.unique, now);
  return insertJob(db, job);
}

/** One job of this name: a time that has come leaves the stored one as it is, else each start would fire it. */
function storeSingle(db: Database, job: JobParameters, now: Instant): JobParameters {
  const row = db.one(`SELECT ${RECORD} FROM jobs WHERE name = ? AND type = 'single'`, job.name);
  if (row === undefined) return insertJob(db, job);
  const stored = toJob(row);
  const isDue = job.nextRunAt !== null && job.nextRunAt.getTime() <= now;
  const nextRunAt = isDue ? (stored.nextRunAt ?? job.nextRunAt) : job.nextRunAt;
  return updateJob(db, String(stored._id), { ...job, nextRunAt }) ?? stored;
}

function storeUnique(
  db: Database,
  job: JobParameters,
  unique: Record<string, unknown>,
  now: Instant,
): JobParameters {
  const stored = findUnique(db, job.name, unique);
  const debounce = job.uniqueOpts?.debounce;
  if (stored === undefined) {
    if (debounce === undefined) return insertJob(db, job);
    const nextRunAt = debounce.strategy === 'leading' ? job.nextRunAt : new Date(now + debounce.delay);
    return insertJob(db, { ...job, nextRunAt, debounceStartedAt: new Date(now) });
  }
  if (debounce === undefined) {
    if (job.uniqueOpts?.insertOnly === true) return stored;
    return updateJob(db, String(stored._id), job) ?? stored;
  }
  const startedAt = stored.debounceStartedAt ?? new Date(now);
  const times =
    debounce.strategy === 'leading'
      ? { nextRunAt: stored.nextRunAt, debounceStartedAt: startedAt }
      : trailing(debounce, startedAt, now);
  return updateJob(db, String(stored._id), { ...job, ...times }) ?? stored;
}

/** Each save puts the job off, until it has been put off for `maxWait`. */
function trailing(
  { delay, maxWait }: { readonly delay: number; readonly maxWait?: number },
  startedAt: Date,
  now: Instant,
): { readonly nextRunAt: Date; readonly debounceStartedAt: Date | null } {
  const isOver = maxWait !== undefined && now - startedAt.getTime() >= maxWait;
  // Null ends the window: the next save begins a new one.
  if (isOver) return { nextRunAt: new Date(now), debounceStartedAt: null };
  return { nextRunAt: new Date(now + delay), debounceStartedAt: startedAt };
}

/** Plain paths go into the SQL text as they are, so that an index on that very expression serves them. */
const PLAIN_PATH = /^data\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)$/;

function findUnique(
  db: Database,
  name: string,
  unique: Readonly<Record<string, unknown>>,
): JobParameters | undefined {
  const terms = ['name = ?'];
  const values: SqlValue[] = [name];
  for (const [path, wanted] of Object.entries(unique)) {
    const plain = PLAIN_PATH.exec(path);
    if (plain === null || (typeof wanted !== 'string' && typeof wanted !== 'number')) continue;
    terms.push(`json_extract(data, '$.${plain[1]}') = ?`);
    values.push(wanted);
  }
  return db
    .all(`SELECT ${RECORD} FROM jobs WHERE ${terms.join(' AND ')} ORDER BY id`, ...values)
    .map((row) => toJob(row))
    .find((job) => satisfies(job, unique));
}

function insertJob(db: Database, job: JobParameters): JobParameters {
  const columns = toColumns(job);
  const names = columns.map(([column]) => column).join(', ');
  const marks = columns.map(() => '?').join(', ');
  const values = columns.map(([, value]) => value);
  const row = db.runReturning(`INSERT INTO jobs (${names}) VALUES (${marks}) RETURNING ${RECORD}`, ...values);
  if (row === undefined) throw new Error(`job ${job.name} was not inserted`);
  return toJob(row);
}

function updateJob(db: Database, id: string, job: JobChange): JobParameters | undefined {
  const columns = toColumns(job);
  const sets = columns.map(([column]) => `${column} = ?`).join(', ');
  const values = columns.map(([, value]) => value);
  const row = db.runReturning(
    `UPDATE jobs SET ${sets} WHERE id = ? AND name = ? RETURNING ${RECORD}`,
    ...values,
    id,
    job.name ?? '',
  );
  return row === undefined ? undefined : toJob(row);
}
