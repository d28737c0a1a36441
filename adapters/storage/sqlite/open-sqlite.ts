import { join } from 'node:path';
import type { AgendaBackend } from 'agenda';
import type { Clock } from '../../../src/ports/clock.ts';
import type { IdSource } from '../../../src/ports/id-source.ts';
import type { Logger } from '../../../src/ports/logger.ts';
import type { Storage } from '../../../src/ports/storage.ts';
import { SqliteAdapterValues } from './adapter-values.ts';
import { openAgendaBackend } from './agenda-backend/backend.ts';
import { SqliteArchive } from './archive/archive.ts';
import { bindAuditKey } from './audit-key.ts';
import { SqliteAuditLog } from './audit-log.ts';
import { SqliteClockStarts } from './clock-starts.ts';
import { type Database, openDatabase } from './database.ts';
import { SqliteDeliveries } from './deliveries.ts';
import { Outbox } from './effects.ts';
import { mapError } from './errors.ts';
import { type FolderFiles, openFolderFiles } from './folder-files.ts';
import { SqliteFormerNames } from './former-names.ts';
import { SqliteLeases } from './leases.ts';
import { type DatabaseLock, lockDatabase } from './lock-database.ts';
import { migrate } from './migrate.ts';
import { SqlitePeople } from './people.ts';
import { SqlitePlanRows } from './plan-rows.ts';
import { SqlitePostings } from './postings.ts';
import { makePrivate } from './private-folder.ts';
import { SqliteProtections } from './protections.ts';
import { SqliteRecords } from './records.ts';
import { SqliteRunLedger } from './run-ledger.ts';
import { SnapshotPurge } from './snapshot-purge.ts';
import { SqliteSnapshots } from './snapshots.ts';

export interface SqliteOptions {
  /** Where the database and the bytes of files lie; made when it is missing, for its owner alone. */
  readonly folder: string;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** Keys the hashes that chain the audit log; always the same for a folder. */
  readonly auditKey: () => Uint8Array;
}

/** Everything one data folder keeps; the jobs share its connection. */
export interface SqliteStorage extends Storage {
  readonly agenda: AgendaBackend;
}

/** The database's file in a data folder. */
export function databasePath(folder: string): string {
  return join(folder, 'rollcall.db');
}

/**
 * Opens the database of a data folder for this process alone, brought to the newest schema. Throws
 * `unavailable` while another process has it and `misconfigured` when a newer Rollcall wrote it or its audit log
 * has another key.
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteStorage> {
  const path = databasePath(options.folder);
  const opened: { close(): void }[] = [];
  try {
    makePrivate(options.folder, options.logger);
    const lock = lockDatabase(path);
    opened.push({ close: () => lock.release() });
    const db = openDatabase(path);
    opened.push(db);
    migrate(db, options.clock);
    const auditKey = options.auditKey();
    bindAuditKey(db, auditKey);
    // The lock on the file proves that whoever held a lease is dead: nobody need wait for its end.
    db.run('UPDATE leases SET until = 0');
    const files = await openFolderFiles({ ...options, folder: join(options.folder, 'files') });
    return composeStorage(db, lock, files, { ...options, auditKey });
  } catch (error) {
    for (const part of opened.reverse()) part.close();
    throw mapError(error, path);
  }
}

function composeStorage(
  db: Database,
  lock: DatabaseLock,
  files: FolderFiles,
  { clock, logger, auditKey }: Pick<SqliteOptions, 'clock' | 'logger'> & { readonly auditKey: Uint8Array },
): SqliteStorage {
  const outbox = new Outbox(db, auditKey, (error) => logger.error('effects listener failed', { error }));
  const purge = new SnapshotPurge(db, (error) => logger.warn('old reads are not removed yet', { error }));
  // What a crash left half-written goes in the background, since a large one takes seconds.
  void purge.run();
  return {
    shared: false,
    plans: new SqliteRecords(db, outbox, 'plan'),
    planRows: new SqlitePlanRows(db),
    approvals: new SqliteRecords(db, outbox, 'approval'),
    runs: new SqliteRecords(db, outbox, 'run'),
    people: new SqlitePeople(db, outbox),
    views: new SqliteRecords(db, outbox, 'view'),
    postings: new SqlitePostings(db, outbox),
    halt: new SqliteRecords(db, outbox, 'halt'),
    ledger: new SqliteRunLedger(db, outbox),
    leases: new SqliteLeases(db),
    deliveries: new SqliteDeliveries(db),
    audit: new SqliteAuditLog(db, auditKey),
    snapshots: new SqliteSnapshots(db, purge),
    clockStarts: new SqliteClockStarts(db),
    formerNames: new SqliteFormerNames(db),
    protections: new SqliteProtections(db, outbox),
    exemptions: new SqliteRecords(db, outbox, 'exemption'),
    groupRoles: new SqliteRecords(db, outbox, 'group-role'),
    filters: new SqliteRecords(db, outbox, 'filter'),
    auditRetention: new SqliteRecords(db, outbox, 'audit-retention'),
    readWatches: new SqliteRecords(db, outbox, 'read-watch'),
    files,
    archive: new SqliteArchive(db, files, auditKey),
    agenda: openAgendaBackend(db, clock),
    adapter: (name) => new SqliteAdapterValues(db, name),
    deliverEffects: (enqueue) => outbox.deliver(enqueue),
    onEffects: (listener) => outbox.onEffects(listener),
    check: async () => prove(db, clock),
    // What can go wrong with a file shows when it is written.
    inspect: async () => [],
    async close() {
      await purge.close();
      db.close();
      lock.release();
    },
  };
}

/** Writes a row, since a full or read-only disk shows in no other way. */
function prove(db: Database, clock: Clock): void {
  db.run(
    `INSERT INTO liveness (only, checked_at) VALUES (1, ?)
     ON CONFLICT (only) DO UPDATE SET checked_at = excluded.checked_at`,
    clock.now(),
  );
}
