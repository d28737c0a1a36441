import { type JobParameters, toJobId } from 'agenda';
import type { Document } from 'mongodb';

/** Fields to write; undefined and null empty their field, but for `data`, which may be null. */
export type JobChange = { readonly [F in keyof JobParameters]?: JobParameters[F] | null | undefined };

/** What of an object is stored: the fields it has and no others, which Agenda's own `saveJob` would empty. */
export function toFields(job: JobChange): Document {
  const fields: Document = {};
  for (const [name, value] of Object.entries(job)) {
    if (name === '_id' || (name === 'data' && value === undefined)) continue;
    // The keys of a constraint are paths: MongoDB before 5.0 takes no dots in names.
    if (name === 'unique' && value) fields.unique = JSON.stringify(value);
    else if (name === 'disabled') fields.disabled = value === true;
    else fields[name] = value ?? null;
  }
  return fields;
}

/** The job of a document; fields without a value are absent, but for `nextRunAt`, which is null. */
export function toJob<DATA = unknown>(document: Document): JobParameters<DATA> {
  const { _id, slot: _, unique, disabled, ...fields } = document;
  const job: Record<string, unknown> = { _id: toJobId(String(_id)), nextRunAt: null };
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null || name === 'data') job[name] = value;
  }
  if (typeof unique === 'string') job.unique = JSON.parse(unique);
  job.disabled = disabled === true;
  // Every field was written from a record of this type by `toFields`.
  return job as unknown as JobParameters<DATA>;
}
