import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../../src/domain/problem.ts';
import type { Archive } from '../../../src/ports/archive.ts';
import type { AuditLog } from '../../../src/ports/audit-log.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { IdSource } from '../../../src/ports/id-source.ts';
import type { SnapshotStore } from '../../../src/ports/snapshots.ts';
import { SqliteArchive } from './archive/archive.ts';
import { requireAuditKey } from './audit-key.ts';
import { SqliteAuditLog } from './audit-log.ts';
import { openDatabase } from './database.ts';
import { FolderFiles } from './folder-files.ts';
import { lockDatabase } from './lock-database.ts';
import { requireNewestSchema } from './migrate.ts';
import { databasePath } from './open-sqlite.ts';
import { SnapshotPurge } from './snapshot-purge.ts';
import { SqliteSnapshots } from './snapshots.ts';

export interface SourceOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly auditKey: Uint8Array;
}

/** A data folder that is only read. */
export interface SqliteSource {
  readonly archive: Archive;
  readonly audit: AuditLog;
  readonly snapshots: SnapshotStore;
  close(): void;
}

/**
 * Opens a data folder for reading, while nobody else has it. Throws `not-found` when it is none, `unavailable` while
 * another process uses it, and `misconfigured` when it has another schema or audit key.
 */
export function openSqliteSource({ folder, clock, ids, auditKey }: SourceOptions): SqliteSource {
  requireDataFolder(folder);
  const path = databasePath(folder);
  const lock = lockDatabase(path);
  try {
    const db = openDatabase(path);
    try {
      db.exec('PRAGMA query_only = ON');
      requireNewestSchema(db);
      requireAuditKey(db, auditKey);
      const files = new FolderFiles({ folder: join(folder, 'files'), clock, ids });
      return {
        archive: new SqliteArchive(db, files, auditKey),
        audit: new SqliteAuditLog(db, auditKey),
        // It cannot remove anything here, and need not.
        snapshots: new SqliteSnapshots(db, new SnapshotPurge(db, () => undefined)),
        close() {
          db.close();
          lock.release();
        },
      };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Throws `not-found` unless the folder holds a database of Rollcall. */
export function requireDataFolder(folder: string): void {
  if (existsSync(databasePath(folder))) return;
  throw new ProblemError({ kind: 'not-found', what: 'data folder of Rollcall', name: folder, nearest: [] });
}
