import { ProblemError } from '../../../src/domain/problem.ts';
import type { Archive } from '../../../src/ports/archive.ts';
import type { AuditLog } from '../../../src/ports/audit-log.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Logger } from '../../../src/ports/logger.ts';
import type { SnapshotStore } from '../../../src/ports/snapshots.ts';
import type { AdapterStore } from '../../../src/ports/storage.ts';
import { MongoAdapterValues } from './adapter-values.ts';
import { MongoArchive } from './archive/archive.ts';
import { bindAuditKey, requireAuditKey } from './audit-key.ts';
import { MongoAuditLog } from './audit-log.ts';
import { Database } from './database.ts';
import { requireDeployment } from './deployment.ts';
import { makeIndexes } from './indexes.ts';
import { Meta } from './meta.ts';
import { INDEXES } from './open-mongodb.ts';
import type { Row } from './rows.ts';
import { MongoSnapshots } from './snapshots.ts';

export interface EndOptions {
  /** A connection string. */
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly auditKey: Uint8Array;
}

/** One end of a copy: a database that no service works on. */
export interface MongoEnd {
  readonly archive: Archive;
  readonly audit: AuditLog;
  readonly snapshots: SnapshotStore;
  adapter(name: string): AdapterStore;
  close(): Promise<void>;
}

/** A service repeats a job every ten seconds. */
const QUIET_MS = 60_000;

/**
 * Opens a database that is only read. Throws `guarded` when a service works on it or did in the last minute, and
 * `misconfigured` when it has another schema or audit key.
 */
export function openMongodbSource(options: EndOptions): Promise<MongoEnd> {
  return open(options, async (db) => {
    await requireSchema(db);
    await requireQuiet(db);
    await requireAuditKey(db, options.auditKey);
  });
}

/** Opens a database to be filled, and makes its indexes. */
export function openMongodbTarget(options: EndOptions): Promise<MongoEnd> {
  return open(options, async (db) => {
    await new Meta(db).checkSchema();
    await makeIndexes(db, INDEXES);
    await requireQuiet(db);
    await bindAuditKey(db, options.auditKey);
  });
}

async function open(
  { url, clock, logger, auditKey }: EndOptions,
  check: (db: Database) => Promise<void>,
): Promise<MongoEnd> {
  const db = await Database.open(url);
  try {
    requireDeployment(await db.deployment(), logger);
    await check(db);
    const audit = new MongoAuditLog(db, auditKey);
    const now = () => clock.now();
    const onError = (error: unknown) => logger.warn('old reads are not removed yet', { error });
    const snapshots = new MongoSnapshots(db, { now, onError });
    return {
      audit,
      snapshots,
      archive: new MongoArchive(db, audit),
      adapter: (name) => new MongoAdapterValues(db, name),
      async close() {
        await snapshots.close();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function requireSchema(db: Database): Promise<void> {
  const known = await db.rows('meta').one({ _id: 'schema' });
  if (known !== null) return await new Meta(db).checkSchema();
  throw new ProblemError({
    kind: 'not-found',
    what: 'data of Rollcall in the database',
    name: db.name,
    nearest: [],
  });
}

interface WorkedRow extends Row {
  readonly lockedAt?: Date | null;
  readonly lastRunAt?: Date | null;
}

/**
 * A database has no lock that ends with a process, so what a service leaves behind every few seconds is looked at. It
 * is dated by the database's clock, which this machine's may be minutes off.
 */
async function requireQuiet(db: Database): Promise<void> {
  const now = await db.localTime();
  const since = new Date(now - QUIET_MS);
  const jobs = db.rows<WorkedRow>('jobs');
  const worked = await jobs.one({
    $or: [{ lockedAt: { $gt: since } }, { lastRunAt: { $gt: since } }],
  } as never);
  const leased = await db
    .rows<Row & { readonly until: number }>('leases')
    .one({ until: { $gt: now } } as never);
  if (worked === null && leased === null) return;
  throw new ProblemError({
    kind: 'guarded',
    message: `A Rollcall works on the database ${db.name}, or did in the last minute. Nothing was copied.`,
    remedy: 'Stop every instance, wait a minute, and try again.',
  });
}
