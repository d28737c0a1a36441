import { type JobParameters, toJobId } from 'agenda';
import type { SqlRow, SqlValue } from '../database.ts';

interface Field {
  readonly column: string;
  readonly write: (value: unknown) => SqlValue;
  readonly read: (value: string | number) => unknown;
}

const text = (column: string): Field => ({ column, write: String, read: String });
const number = (column: string): Field => ({ column, write: Number, read: Number });
const flag = (column: string): Field => ({ column, write: (value) => (value ? 1 : 0), read: Boolean });
const date = (column: string): Field => ({
  column,
  write: (value) => new Date(value as Date).getTime(),
  read: (value) => new Date(Number(value)),
});
const json = (column: string): Field => ({
  column,
  write: (value) => JSON.stringify(value),
  read: (value) => JSON.parse(String(value)),
});

/** Every field of Agenda's job record and its column; a field that Agenda adds breaks the type check here. */
const FIELDS = {
  name: text('name'),
  type: text('type'),
  priority: number('priority'),
  nextRunAt: date('next_run_at'),
  lockedAt: date('locked_at'),
  lastRunAt: date('last_run_at'),
  lastFinishedAt: date('last_finished_at'),
  failedAt: date('failed_at'),
  failCount: number('fail_count'),
  failReason: text('fail_reason'),
  repeatInterval: json('repeat_interval'),
  repeatTimezone: text('repeat_timezone'),
  repeatAt: text('repeat_at'),
  data: json('data'),
  disabled: flag('disabled'),
  progress: number('progress'),
  unique: json('unique_query'),
  uniqueOpts: json('unique_opts'),
  debounceStartedAt: date('debounce_started_at'),
  lastModifiedBy: text('last_modified_by'),
  fork: flag('fork'),
  startDate: date('start_date'),
  endDate: date('end_date'),
  skipDays: json('skip_days'),
} satisfies Record<Exclude<keyof JobParameters, '_id'>, Field>;

const ALL_FIELDS: readonly (readonly [name: string, field: Field])[] = Object.entries(FIELDS);

/** Fields to write; undefined and null empty their column. */
export type JobChange = { readonly [F in keyof JobParameters]?: JobParameters[F] | null | undefined };

/** Columns and values of the fields an object has; a field given as undefined or null empties its column. */
export function toColumns(job: JobChange): readonly (readonly [string, SqlValue])[] {
  return ALL_FIELDS.filter(([name]) => Object.hasOwn(job, name)).map((field) => [
    field[1].column,
    columnValue(field, job),
  ]);
}

const STATE_NAMES: ReadonlySet<string> = new Set([
  'lockedAt',
  'nextRunAt',
  'lastRunAt',
  'progress',
  'failReason',
  'failCount',
  'failedAt',
  'lastFinishedAt',
  'lastModifiedBy',
] satisfies (keyof JobParameters)[]);
const STATE_FIELDS = ALL_FIELDS.filter(([name]) => STATE_NAMES.has(name));

/** The columns a run changes, in the order of {@link stateValues}. */
export const STATE_COLUMNS = STATE_FIELDS.map(([, { column }]) => column);

/** The values of {@link STATE_COLUMNS}; what a job lacks is emptied. */
export function stateValues(job: JobChange): readonly SqlValue[] {
  return STATE_FIELDS.map((field) => columnValue(field, job));
}

function columnValue([name, { column, write }]: (typeof ALL_FIELDS)[number], job: JobChange): SqlValue {
  const value = job[name as keyof JobParameters];
  // JSON knows null, so that only undefined leaves the data of a job out.
  const isEmpty = value === undefined || (value === null && name !== 'data');
  if (isEmpty) return column === 'disabled' ? 0 : null;
  return write(value);
}

/**
 * The columns of a record, to be selected or returned. They come as one JSON text, since libsql takes longer
 * to hand over 25 values than SQLite takes for the rest of the statement.
 */
export const RECORD = `json_array(id, ${ALL_FIELDS.map(([, { column }]) => column).join(', ')}) AS record`;

/** The job of a row of {@link RECORD}; fields without a value are absent, but for `nextRunAt`, which is null. */
export function toJob<DATA = unknown>(row: SqlRow): JobParameters<DATA> {
  const [id, ...values] = JSON.parse(String(row.record)) as (string | number | null)[];
  const job: Record<string, unknown> = { _id: toJobId(String(id)), nextRunAt: null };
  for (const [index, [name, { read }]] of ALL_FIELDS.entries()) {
    const value = values[index];
    if (value !== null && value !== undefined) job[name] = read(value);
  }
  // Every field was written from a record of this type, each by the codec that reads it.
  return job as unknown as JobParameters<DATA>;
}
