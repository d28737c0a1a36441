import { isDeepStrictEqual } from 'node:util';
import type { JobParameters } from 'agenda';

/** True when `stored` equals `wanted`, or is an object whose fields contain all of it. */
export function contains(stored: unknown, wanted: unknown): boolean {
  if (!isPlain(stored) || !isPlain(wanted)) return isDeepStrictEqual(stored, wanted);
  return Object.entries(wanted).every(([key, value]) => contains(stored[key], value));
}

/** True when a job has every value of a unique constraint, whose keys are paths such as `data.userId`. */
export function satisfies(job: JobParameters, unique: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(unique).every(([path, wanted]) => {
    const found = path
      .split('.')
      .reduce<unknown>((value, key) => (isPlain(value) ? value[key] : undefined), job);
    return isDeepStrictEqual(found ?? null, wanted ?? null);
  });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
