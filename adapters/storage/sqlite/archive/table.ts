import type { ArchivePage, ArchiveRows, PlainKind } from '../../../../src/ports/archive.ts';
import type { Database, SqlRow, SqlValue } from '../database.ts';

/** How the rows of one kind are read and stored. */
export interface Table<K extends PlainKind> {
  count(db: Database): number;
  page(db: Database, from: string | null, limit: number): ArchivePage<K>;
  /** Runs in a transaction. */
  put(db: Database, rows: readonly ArchiveRows[K][]): void;
}

/** A table whose rows are read in the order of a unique key. */
export interface KeyedTable<K extends PlainKind> {
  /** A table, or a query in brackets. */
  readonly from: string;
  /** Columns of the unique key, in the order they are read. */
  readonly key: readonly string[];
  /** Everything that {@link read} looks at, the key among it. */
  readonly columns: string;
  readonly where?: string;
  read(row: SqlRow): ArchiveRows[K];
  put(db: Database, rows: readonly ArchiveRows[K][]): void;
}

/** Reads a table in pages; the cursor is the key of the last row. */
export function keyed<K extends PlainKind>(table: KeyedTable<K>): Table<K> {
  const { from, key, columns, where = 'TRUE', read, put } = table;
  const names = key.join(', ');
  const marks = key.map(() => '?').join(', ');
  return {
    count: (db) => Number(db.one(`SELECT count(*) AS count FROM ${from} WHERE ${where}`)?.count),
    page(db, after, limit) {
      const values: readonly SqlValue[] = after === null ? [] : JSON.parse(after);
      const beyond = after === null ? 'TRUE' : `(${names}) > (${marks})`;
      const sql = `SELECT ${columns} FROM ${from} WHERE ${where} AND ${beyond} ORDER BY ${names} LIMIT ?`;
      const rows = db.all(sql, ...values, limit);
      const last = rows.length < limit ? undefined : rows.at(-1);
      const next = last === undefined ? null : JSON.stringify(key.map((column) => last[column]));
      return { rows: rows.map(read), next };
    },
    put,
  };
}

/** A column that holds JSON. */
export function parsed<T>(row: SqlRow, column: string): T {
  return JSON.parse(String(row[column]));
}
