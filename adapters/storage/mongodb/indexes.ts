import type { IndexDescriptionInfo } from 'mongodb';
import { ProblemError } from '../../../src/domain/problem.ts';
import type { Database } from './database.ts';
import { isDuplicate } from './errors.ts';

/** An index as it has to be; the server's defaults for all that is not named. */
export interface IndexSpec {
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly unique?: true;
  /** Holds only the rows that have the field. */
  readonly sparse?: true;
  /** Lets the server delete rows that long after the date in the field. */
  readonly expireAfterSeconds?: number;
}

/** The indexes of some collections, by the collection's name. */
export type IndexTable = Readonly<Record<string, readonly IndexSpec[]>>;

/**
 * Makes the indexes that are missing. Throws `misconfigured` for one that has our name and is another, since
 * uniqueness rests on them, and for rows that a unique one does not allow.
 */
export async function makeIndexes(db: Database, table: IndexTable): Promise<void> {
  await Promise.all(
    Object.entries(table).map(async ([collection, specs]) => {
      const rows = db.rows(collection);
      const found = new Map((await rows.indexes()).map((index) => [index.name, index]));
      for (const spec of specs) {
        const there = found.get(spec.name);
        if (there === undefined) await make(db, collection, spec);
        else if (!isSame(there, spec)) throw wrongIndex(db, collection, spec.name);
      }
    }),
  );
}

/** What is missing or another than it has to be, each as `collection.index`. */
export async function faultyIndexes(db: Database, table: IndexTable): Promise<readonly string[]> {
  const faulty = await Promise.all(
    Object.entries(table).map(async ([collection, specs]) => {
      const found = new Map((await db.rows(collection).indexes()).map((index) => [index.name, index]));
      return specs
        .filter((spec) => !isSame(found.get(spec.name), spec))
        .map(({ name }) => `${collection}.${name}`);
    }),
  );
  return faulty.flat();
}

async function make(db: Database, collection: string, { name, key, ...options }: IndexSpec): Promise<void> {
  try {
    await db.rows(collection).index(name, key, options);
  } catch (error) {
    if (isDuplicate(error)) throw notUnique(db, collection, name, error);
    throw error;
  }
}

function isSame(index: IndexDescriptionInfo | undefined, spec: IndexSpec): boolean {
  return index !== undefined && textOf(index) === textOf(spec);
}

/** The order of the fields of a key matters. */
function textOf({ key, unique, sparse, expireAfterSeconds }: IndexSpec | IndexDescriptionInfo): string {
  const fields = Object.entries(key).map(([field, direction]) => [field, Number(direction)]);
  return JSON.stringify([fields, unique === true, sparse === true, expireAfterSeconds ?? null]);
}

function wrongIndex(db: Database, collection: string, index: string): ProblemError {
  return new ProblemError({
    kind: 'misconfigured',
    key: 'ROLLCALL_STORAGE',
    remedy:
      `The index ${index} of ${db.name}.${collection} is not the one that Rollcall makes. Somebody changed it: drop it ` +
      `(db.${collection}.dropIndex("${index}")) and start again, which makes the right one.`,
  });
}

function notUnique(db: Database, collection: string, index: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      kind: 'misconfigured',
      key: 'ROLLCALL_STORAGE',
      remedy:
        `${db.name}.${collection} has rows that the unique index ${index} does not allow, so two of them say the same ` +
        'is theirs. Restore a backup from before they were written, or name another database.',
    },
    { cause },
  );
}
