import { createHash } from 'node:crypto';
import type { FileInfo } from '../../../../src/domain/file.ts';
import type { ConnectionName } from '../../../../src/domain/ids.ts';
import type {
  Archive,
  ArchiveKind,
  ArchivePage,
  ArchiveRows,
  PlainKind,
} from '../../../../src/ports/archive.ts';
import { headOf } from '../audit-links.ts';
import type { Database } from '../database.ts';
import type { FolderFiles } from '../folder-files.ts';
import { type Tables, tablesOf } from './tables.ts';

/** Whatever is done goes through one of these: a number that only grows, or one that changes with every write. */
const TRACES = `
  SELECT (SELECT json_group_array(json_array(name, seq)) FROM sqlite_sequence) AS made,
    (SELECT json_array(count(*), sum(version)) FROM records) AS records,
    (SELECT json_array(count(*), count(kind), max(begun_at)) FROM run_targets) AS targets,
    (SELECT json_group_array(json_array(connection, n)) FROM
      (SELECT connection, max(n) AS n FROM snapshot_log GROUP BY connection)) AS reads,
    (SELECT sum(fence) FROM leases) AS fences,
    (SELECT json_array(count(*), max(until)) FROM deliveries) AS deliveries,
    (SELECT json_array(count(*), sum(coalesce(next_run_at, 0)), max(last_run_at)) FROM jobs) AS jobs`;

/** Values read at a time. */
const PAGE = 500;

/** A data folder as rows. */
export class SqliteArchive implements Archive {
  readonly #db: Database;
  readonly #files: FolderFiles;
  readonly #tables: Tables;

  constructor(db: Database, files: FolderFiles, auditKey: Uint8Array) {
    this.#db = db;
    this.#files = files;
    this.#tables = tablesOf(auditKey);
  }

  async page<K extends ArchiveKind>(kind: K, from: string | null, limit: number): Promise<ArchivePage<K>> {
    if (kind === 'file') return (await this.#filePage(from, limit)) as ArchivePage<K>;
    return this.#tables[kind as PlainKind].page(this.#db, from, limit) as ArchivePage<K>;
  }

  async put<K extends PlainKind>(kind: K, rows: readonly ArchiveRows[K][]): Promise<void> {
    this.#db.transact(() => this.#tables[kind].put(this.#db, rows));
  }

  async count(kind: ArchiveKind): Promise<number> {
    return kind === 'file' ? this.#files.count() : this.#tables[kind].count(this.#db);
  }

  async connections(): Promise<readonly ConnectionName[]> {
    const sql = `SELECT connection FROM snapshots WHERE state = 'current'
      UNION SELECT connection FROM snapshot_log ORDER BY connection`;
    return this.#db.all(sql).map(({ connection }) => String(connection) as ConnectionName);
  }

  bytes(file: string): AsyncIterable<Uint8Array> {
    return this.#files.bytes(file);
  }

  putFile(file: FileInfo, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#files.put(file, chunks);
  }

  async stamp(): Promise<string> {
    const traces = { ...this.#db.one(TRACES), head: headOf(this.#db), values: this.#values() };
    const fields = [
      'made',
      'records',
      'targets',
      'reads',
      'fences',
      'deliveries',
      'jobs',
      'head',
      'values',
    ] as const;
    const text = JSON.stringify(fields.map((field) => (traces as Record<string, unknown>)[field]));
    return createHash('sha256').update(text).digest('hex').slice(0, 32);
  }

  /** Read whole: a value that was written over leaves no other trace. */
  #values(): string {
    const hash = createHash('sha256');
    for (let from: string | null = null; ; ) {
      const page: ArchivePage<'adapter-value'> = this.#tables['adapter-value'].page(this.#db, from, PAGE);
      hash.update(JSON.stringify(page.rows));
      if (page.next === null) return hash.digest('hex');
      from = page.next;
    }
  }

  async #filePage(from: string | null, limit: number): Promise<ArchivePage<'file'>> {
    const ids = await this.#files.ids(from ?? '', limit);
    const infos = await Promise.all(ids.map((id) => this.#files.info(id)));
    const next = ids.length < limit ? null : (ids.at(-1) ?? null);
    return { rows: infos.filter((info) => info !== undefined), next };
  }
}
