import type { Filter } from 'mongodb';
import type { ArchivePage, ArchiveRows, PlainKind } from '../../../../src/ports/archive.ts';
import type { Row, Rows } from '../rows.ts';

/** How the rows of one kind are read and stored. */
export interface Table<K extends PlainKind> {
  count(): Promise<number>;
  page(from: string | null, limit: number): Promise<ArchivePage<K>>;
  put(rows: readonly ArchiveRows[K][]): Promise<void>;
}

/** A collection whose rows are read in the order of their `_id`. */
export interface KeyedTable<K extends PlainKind, R extends Row> {
  readonly rows: Rows<R>;
  readonly where?: Filter<R>;
  read(row: R): ArchiveRows[K];
  write(row: ArchiveRows[K]): R;
}

/** Reads a collection in pages, by the `_id` of the last row; what is put stands for what was there under its `_id`. */
export function keyed<K extends PlainKind, R extends Row>(table: KeyedTable<K, R>): Table<K> {
  const { rows, where = {}, read, write } = table;
  return {
    count: () => rows.count(where),
    async page(from, limit) {
      const found = await pageOf(rows, where, from, limit);
      return { rows: found.map(read), next: nextOf(found, limit) };
    },
    async put(some) {
      await replaceAll(rows, some.map(write));
    },
  };
}

/** Rows after an `_id`. */
export function pageOf<R extends Row>(
  rows: Rows<R>,
  where: Filter<R>,
  from: string | null,
  limit: number,
): Promise<R[]> {
  const after = { _id: { $gt: from ?? '' } } as unknown as Filter<R>;
  return rows.all({ $and: [where, after] } as Filter<R>, { sort: { _id: 1 }, limit });
}

/** Where the next page begins. */
export function nextOf(rows: readonly Row[], limit: number): string | null {
  return rows.length < limit ? null : (rows.at(-1)?._id ?? null);
}

/** Stores rows over those with their `_id`s. */
export async function replaceAll<R extends Row>(rows: Rows<R>, some: readonly R[]): Promise<void> {
  await rows.write(
    some.map((row) => {
      const { _id, ...replacement } = row;
      return { replaceOne: { filter: { _id }, replacement, upsert: true } } as never;
    }),
  );
}
