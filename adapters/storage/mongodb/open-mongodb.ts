import type { AgendaBackend } from 'agenda';
import type { AuditLog } from '../../../src/ports/audit-log.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { IdSource } from '../../../src/ports/id-source.ts';
import type { Logger } from '../../../src/ports/logger.ts';
import type { Storage } from '../../../src/ports/storage.ts';
import { MongoAdapterValues, VALUE_INDEXES } from './adapter-values.ts';
import { JOB_INDEXES, openAgendaBackend } from './agenda/backend.ts';
import { MongoArchive } from './archive/archive.ts';
import { bindAuditKey } from './audit-key.ts';
import { AUDIT_INDEXES } from './audit-links.ts';
import { MongoAuditLog } from './audit-log.ts';
import { MongoClockStarts } from './clock-starts.ts';
import { Database } from './database.ts';
import { DELIVERY_INDEXES, MongoDeliveries } from './deliveries.ts';
import { requireDeployment } from './deployment.ts';
import { Outbox } from './effects.ts';
import { FILE_INDEXES, MongoFiles } from './files.ts';
import { MongoFormerNames } from './former-names.ts';
import { faultyIndexes, type IndexTable, makeIndexes } from './indexes.ts';
import { describeDatabase } from './inspect.ts';
import { MongoLeases } from './leases.ts';
import { LEDGER_INDEXES } from './ledger-row.ts';
import { Meta } from './meta.ts';
import { MongoPeople } from './people.ts';
import { MongoPlanRows, PLAN_ROW_INDEXES } from './plan-rows.ts';
import { MongoPostings } from './postings.ts';
import { MongoProtections } from './protections.ts';
import { MongoRecords, RECORD_INDEXES } from './records.ts';
import { MongoRunLedger } from './run-ledger.ts';
import { ServerClock } from './server-clock.ts';
import { SNAPSHOT_INDEXES } from './snapshot-rows.ts';
import { MongoSnapshots } from './snapshots.ts';

export interface MongodbOptions {
  /** A connection string; `rollcall` is the database where it names none. */
  readonly url: string;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** Keys the hashes that chain the audit log; the same in all instances. */
  readonly auditKey: () => Uint8Array;
  /** Takes the clock for the database's own instead of asking for the time there, for tests that step it. */
  readonly isClockShared?: boolean;
}

/** The indexes of every collection. */
export const INDEXES: IndexTable = {
  ...RECORD_INDEXES,
  ...VALUE_INDEXES,
  ...PLAN_ROW_INDEXES,
  ...LEDGER_INDEXES,
  ...AUDIT_INDEXES,
  ...DELIVERY_INDEXES,
  ...SNAPSHOT_INDEXES,
  ...FILE_INDEXES,
  ...JOB_INDEXES,
};

/** What all stores of one database stand on. */
export interface Ground {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly serverClock: ServerClock;
  /** {@link serverClock} as the service reads it. */
  readonly clock: Clock;
}

/** Everything one database keeps; the jobs share its connections. */
export interface MongoStorage extends Storage {
  readonly agenda: AgendaBackend;
  /** The database's clock, which all instances share; whoever uses the stores goes by it. */
  readonly clock: Clock;
  /** What is known of the server, for the doctor. */
  readonly ground: Ground;
}

/**
 * Opens a database for this process and any number of others. Throws `unavailable` when nobody answers, and
 * `misconfigured` when the server is too old, a newer Rollcall wrote the data, an index is not ours, or the audit log
 * has another key.
 */
export async function openMongodb(options: MongodbOptions): Promise<MongoStorage> {
  const { clock, logger, ids } = options;
  const db = await Database.open(options.url);
  const meta = new Meta(db);
  const serverClock = new ServerClock({ clock, logger, serverTime: () => meta.serverTime() });
  try {
    requireDeployment(await db.deployment(), logger);
    await meta.checkSchema();
    await makeIndexes(db, INDEXES);
    if (options.isClockShared !== true) await serverClock.start();
    const auditKey = options.auditKey();
    await bindAuditKey(db, auditKey);
    const audit = new MongoAuditLog(db, auditKey);
    const outbox = new Outbox({
      appendAudit: (drafts) => audit.append(drafts),
      now: () => serverClock.now(),
      onError: (error) => logger.error('what follows from a change waits for the sweep', { error }),
    });
    outbox.watch(db.rows('records'));
    const shared: Clock = { now: () => serverClock.now(), sleep: (ms, signal) => clock.sleep(ms, signal) };
    const ground = { db, outbox, serverClock, clock: shared };
    return composeStorage({
      ground,
      meta,
      audit,
      snapshots: new MongoSnapshots(db, {
        now: shared.now,
        onError: (error) => logger.warn('old reads are not removed yet', { error }),
      }),
      files: new MongoFiles(db, { now: shared.now, ids }),
      agenda: await openAgendaBackend(db, shared),
    });
  } catch (error) {
    await serverClock.stop();
    await db.close();
    throw error;
  }
}

interface Parts {
  readonly ground: Ground;
  readonly meta: Meta;
  readonly audit: AuditLog;
  readonly snapshots: MongoSnapshots;
  readonly files: MongoFiles;
  readonly agenda: AgendaBackend;
}

function composeStorage({ ground, meta, audit, snapshots, files, agenda }: Parts): MongoStorage {
  const { db, outbox, serverClock } = ground;
  return {
    ground,
    archive: new MongoArchive(db, audit),
    shared: true,
    clock: ground.clock,
    plans: new MongoRecords(db, outbox, 'plan'),
    planRows: new MongoPlanRows(db),
    approvals: new MongoRecords(db, outbox, 'approval'),
    runs: new MongoRecords(db, outbox, 'run'),
    people: new MongoPeople(db, outbox),
    views: new MongoRecords(db, outbox, 'view'),
    postings: new MongoPostings(db, outbox),
    halt: new MongoRecords(db, outbox, 'halt'),
    ledger: new MongoRunLedger(db, outbox),
    leases: new MongoLeases(db),
    deliveries: new MongoDeliveries(db),
    audit,
    snapshots,
    clockStarts: new MongoClockStarts(db),
    formerNames: new MongoFormerNames(db),
    protections: new MongoProtections(db, outbox),
    exemptions: new MongoRecords(db, outbox, 'exemption'),
    groupRoles: new MongoRecords(db, outbox, 'group-role'),
    filters: new MongoRecords(db, outbox, 'filter'),
    auditRetention: new MongoRecords(db, outbox, 'audit-retention'),
    readWatches: new MongoRecords(db, outbox, 'read-watch'),
    files,
    agenda,
    adapter: (name) => new MongoAdapterValues(db, name),
    deliverEffects: (enqueue) => outbox.deliver(enqueue),
    onEffects: (listener) => outbox.onEffects(listener),
    check: () => meta.prove(serverClock.now()),
    async inspect() {
      const [deployment, faulty] = await Promise.all([db.deployment(), faultyIndexes(db, INDEXES)]);
      return describeDatabase({ deployment, offsetMs: serverClock.offsetMs(), faultyIndexes: faulty });
    },
    async close() {
      await outbox.close();
      await snapshots.close();
      await serverClock.stop();
      await db.close();
    },
  };
}
