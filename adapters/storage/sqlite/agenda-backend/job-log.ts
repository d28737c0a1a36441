import type { JobLogEntry, JobLogger, JobLogQuery, JobLogQueryResult } from 'agenda';
import type { Database, SqlValue } from '../database.ts';

const DEFAULT_LIMIT = 50;

/** Agenda's log of what happened to jobs. */
export class SqliteJobLog implements JobLogger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async log(entry: Omit<JobLogEntry, '_id'>): Promise<void> {
    this.#db.run(
      'INSERT INTO job_log (at, level, event, job_id, job_name, body) VALUES (?, ?, ?, ?, ?, ?)',
      entry.timestamp.getTime(),
      entry.level,
      entry.event,
      entry.jobId ?? null,
      entry.jobName,
      JSON.stringify(entry),
    );
  }

  async getLogs(query: JobLogQuery = {}): Promise<JobLogQueryResult> {
    const { where, values } = conditions(query);
    const direction = query.sort === 'asc' ? 'ASC' : 'DESC';
    const rows = this.#db.all(
      `SELECT id, at, body FROM job_log WHERE ${where} ORDER BY at ${direction}, id ${direction} LIMIT ? OFFSET ?`,
      ...values,
      query.limit ?? DEFAULT_LIMIT,
      query.offset ?? 0,
    );
    const entries = rows.map((row): JobLogEntry => {
      const body = JSON.parse(String(row.body));
      return { ...body, _id: String(row.id), timestamp: new Date(Number(row.at)) };
    });
    const total = this.#db.one(`SELECT count(*) AS count FROM job_log WHERE ${where}`, ...values);
    return { entries, total: Number(total?.count) };
  }

  async clearLogs(query: JobLogQuery = {}): Promise<number> {
    const { where, values } = conditions(query);
    return this.#db.run(`DELETE FROM job_log WHERE ${where}`, ...values);
  }
}

function conditions({ jobId, jobName, level, event, from, to }: JobLogQuery): {
  where: string;
  values: readonly SqlValue[];
} {
  const terms: (readonly [sql: string, values: readonly SqlValue[]])[] = [];
  if (jobId !== undefined) terms.push(['job_id = ?', [jobId]]);
  if (jobName !== undefined) terms.push(['job_name = ?', [jobName]]);
  if (level !== undefined) terms.push(oneOf('level', level));
  if (event !== undefined) terms.push(oneOf('event', event));
  if (from !== undefined) terms.push(['at >= ?', [from.getTime()]]);
  if (to !== undefined) terms.push(['at <= ?', [to.getTime()]]);
  return {
    where: terms.map(([sql]) => sql).join(' AND ') || 'TRUE',
    values: terms.flatMap(([, values]) => values),
  };
}

function oneOf(column: string, wanted: string | readonly string[]): [string, readonly string[]] {
  const values = [wanted].flat();
  return [`${column} IN (${values.map(() => '?').join(',')})`, values];
}
