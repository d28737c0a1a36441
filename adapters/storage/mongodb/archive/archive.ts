import { createHash } from 'node:crypto';
import type { FileInfo } from '../../../../src/domain/file.ts';
import { type ConnectionName, decodePart } from '../../../../src/domain/ids.ts';
import type {
  Archive,
  ArchiveKind,
  ArchivePage,
  ArchiveRows,
  PlainKind,
} from '../../../../src/ports/archive.ts';
import type { AuditLog } from '../../../../src/ports/audit-log.ts';
import type { Database } from '../database.ts';
import type { Row } from '../rows.ts';
import { ArchivedFiles } from './files.ts';
import { type Tables, tablesOf } from './tables.ts';

/** Values read at a time. */
const PAGE = 500;

interface LogEntry extends Row {
  readonly token?: string;
}

/** A database as rows. */
export class MongoArchive implements Archive {
  readonly #db: Database;
  readonly #audit: Pick<AuditLog, 'append' | 'head'>;
  readonly #tables: Tables;
  readonly #files: ArchivedFiles;

  constructor(db: Database, audit: Pick<AuditLog, 'append' | 'head'>) {
    this.#db = db;
    this.#audit = audit;
    this.#tables = tablesOf(db, audit);
    this.#files = new ArchivedFiles(db);
  }

  async page<K extends ArchiveKind>(kind: K, from: string | null, limit: number): Promise<ArchivePage<K>> {
    if (kind === 'file') return (await this.#files.page(from, limit)) as ArchivePage<K>;
    return (await this.#tables[kind as PlainKind].page(from, limit)) as ArchivePage<K>;
  }

  async put<K extends PlainKind>(kind: K, rows: readonly ArchiveRows[K][]): Promise<void> {
    await this.#tables[kind].put(rows);
  }

  count(kind: ArchiveKind): Promise<number> {
    return kind === 'file' ? this.#files.count() : this.#tables[kind].count();
  }

  async connections(): Promise<readonly ConnectionName[]> {
    return (await this.#logs()).map(({ connection }) => connection);
  }

  bytes(file: string): AsyncIterable<Uint8Array> {
    return this.#files.bytes(file);
  }

  putFile(file: FileInfo, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#files.put(file, chunks);
  }

  /** Whatever is done goes through one of these: a number that only grows, or one that changes with every write. */
  async stamp(): Promise<string> {
    const traces = [
      await this.#db
        .rows('meta')
        .all({ _id: { $in: ['created', 'liveness'] } }, { sort: { _id: 1 }, limit: 2 }),
      await this.#audit.head(),
      await this.#sum('records', { version: { $sum: '$version' }, due: { $sum: '$due' } }),
      await this.#sum('run_targets', { at: { $sum: '$at' }, due: { $sum: '$due' } }),
      await this.#sum('leases', { fence: { $sum: '$fence' }, until: { $sum: '$until' } }),
      await this.#sum('deliveries', { until: { $sum: '$until' } }),
      await this.#values(),
      await this.#sum('jobs', { at: { $max: '$nextRunAt' }, last: { $max: '$lastRunAt' } }),
      await this.#logs(),
    ];
    return createHash('sha256').update(JSON.stringify(traces)).digest('hex').slice(0, 32);
  }

  /** Read whole: a value that was written over leaves no other trace. */
  async #values(): Promise<string> {
    const hash = createHash('sha256');
    for (let from: string | null = null; ; ) {
      const page: ArchivePage<'adapter-value'> = await this.page('adapter-value', from, PAGE);
      hash.update(JSON.stringify(page.rows));
      if (page.next === null) return hash.digest('hex');
      from = page.next;
    }
  }

  async #sum(collection: string, sums: Readonly<Record<string, object>>): Promise<unknown> {
    return this.#db.rows(collection).aggregate([{ $group: { _id: null, rows: { $sum: 1 }, ...sums } }]);
  }

  /** The newest entry in the log of each connection; an id is `CONNECTION/NUMBER`. */
  async #logs(): Promise<readonly { readonly connection: ConnectionName; readonly newest: string }[]> {
    const rows = this.#db.rows<LogEntry>('snapshot_log');
    const logs: { readonly connection: ConnectionName; readonly newest: string }[] = [];
    for (let from = ''; ; ) {
      const [first] = await rows.all({ _id: { $gt: from } }, { sort: { _id: 1 }, limit: 1 });
      if (first === undefined) return logs;
      const name = first._id.slice(0, first._id.indexOf('/'));
      // '0' comes right after '/'.
      const [last = first] = await rows.all(
        { _id: { $gte: first._id, $lt: `${name}0` } },
        { sort: { _id: -1 }, limit: 1 },
      );
      logs.push({ connection: decodePart(name) as ConnectionName, newest: last._id });
      from = last._id;
    }
  }
}
