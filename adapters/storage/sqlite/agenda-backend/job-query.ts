import type { JobState, JobsQueryOptions, JobsSort, RemoveJobsOptions } from 'agenda';
import type { SqlValue } from '../database.ts';

/** The part of a selection that SQL can answer; what a job's data must contain is looked at afterwards. */
export interface JobCondition {
  readonly where: string;
  readonly values: readonly SqlValue[];
}

type Term = readonly [sql: string, ...values: SqlValue[]];

/** What every job in a state has; Agenda's own rule, which looks at the clock too, is applied afterwards. */
const STATE_HINTS: Readonly<Record<JobState, string>> = {
  running: 'locked_at IS NOT NULL',
  failed: 'locked_at IS NULL AND failed_at IS NOT NULL',
  repeating: 'locked_at IS NULL AND repeat_interval IS NOT NULL',
  scheduled: 'locked_at IS NULL AND next_run_at IS NOT NULL',
  queued: 'locked_at IS NULL AND next_run_at IS NOT NULL',
  completed: 'locked_at IS NULL AND next_run_at IS NULL',
  paused: 'disabled = 1',
};

/** Selects for reading; without any option, everything. */
export function conditionOfQuery(options: JobsQueryOptions): JobCondition {
  const terms = [...idTerms(options), ...nameTerms(options)];
  if (options.search) terms.push(["name LIKE ? ESCAPE '\\'", `%${escapeLike(options.search)}%`]);
  if (options.includeDisabled === false) terms.push(['disabled = 0']);
  if (options.state !== undefined) terms.push([STATE_HINTS[options.state]]);
  return join(terms);
}

/** Selects for changing; undefined without any criterion, so that nothing is changed by mistake. */
export function conditionOfChange(options: RemoveJobsOptions): JobCondition | undefined {
  const terms = [...idTerms(options), ...nameTerms(options)];
  if (terms.length === 0 && options.notNames !== undefined && options.notNames.length > 0) {
    terms.push([`name NOT IN (${marks(options.notNames)})`, ...options.notNames]);
  }
  return terms.length === 0 && options.data === undefined ? undefined : join(terms);
}

const SORT_COLUMNS: Readonly<Record<keyof JobsSort, string>> = {
  nextRunAt: 'next_run_at',
  lastRunAt: 'last_run_at',
  lastFinishedAt: 'last_finished_at',
  priority: 'priority',
  name: 'name',
  data: 'data',
};

/** The order Agenda's own backends give: latest first when nothing is said, without a date last. */
export function orderOf(sort: JobsSort = {}): string {
  const wanted = Object.entries(sort).filter(([, direction]) => direction !== undefined);
  const parts = wanted.map(([field, direction]) => {
    const column = SORT_COLUMNS[field as keyof JobsSort];
    return `${column} ${direction === 'asc' ? 'ASC' : 'DESC'} NULLS LAST`;
  });
  if (parts.length === 0) parts.push('next_run_at DESC NULLS LAST', 'last_run_at DESC NULLS LAST');
  return [...parts, 'id'].join(', ');
}

function idTerms({ id, ids }: { id?: string; ids?: readonly string[] }): Term[] {
  if (id) return [['id = ?', id]];
  return ids !== undefined && ids.length > 0 ? [[`id IN (${marks(ids)})`, ...ids]] : [];
}

function nameTerms({ name, names }: { name?: string; names?: readonly string[] }): Term[] {
  if (name) return [['name = ?', name]];
  return names !== undefined && names.length > 0 ? [[`name IN (${marks(names)})`, ...names]] : [];
}

function join(terms: readonly Term[]): JobCondition {
  return {
    where: terms.map(([sql]) => sql).join(' AND ') || 'TRUE',
    values: terms.flatMap(([, ...values]) => values),
  };
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(',');
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
