import type { JobParameters } from 'agenda';
import type { Instant } from '../src/domain/ids.ts';
import type { JobName } from '../src/ports/scheduler.ts';

/** What our jobs carry. */
export interface JobData {
  /** Null for a repeating job, which nobody requests. */
  readonly key: string | null;
  readonly payload: Readonly<Record<string, string>>;
  /** New with every request, so that one that arrives during a run can be told from the one being run. */
  readonly request: string;
  readonly dueAt: Instant;
}

export type JobRecord = JobParameters<JobData>;

/** Selects the one unfinished job of a name and key. */
export function jobRecord(name: JobName, data: JobData, nextRunAt: Date, insertOnly: boolean): JobRecord {
  const unique = { 'data.key': data.key };
  return { name, type: 'normal', priority: 0, nextRunAt, data, unique, uniqueOpts: { insertOnly } };
}

/** The data of a record; written by {@link jobRecord} or by `repeat`, and by nobody else. */
export function dataOf(record: JobParameters): JobData {
  return record.data as JobData;
}
