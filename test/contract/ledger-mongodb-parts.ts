import { AUDIT_INDEXES } from '../../adapters/storage/mongodb/audit-links.ts';
import { MongoAuditLog } from '../../adapters/storage/mongodb/audit-log.ts';
import { Database } from '../../adapters/storage/mongodb/database.ts';
import { DELIVERY_INDEXES, MongoDeliveries } from '../../adapters/storage/mongodb/deliveries.ts';
import { Outbox } from '../../adapters/storage/mongodb/effects.ts';
import { MongoLeases } from '../../adapters/storage/mongodb/leases.ts';
import { LEDGER_INDEXES } from '../../adapters/storage/mongodb/ledger-row.ts';
import { MongoPlanRows, PLAN_ROW_INDEXES } from '../../adapters/storage/mongodb/plan-rows.ts';
import { MongoRunLedger } from '../../adapters/storage/mongodb/run-ledger.ts';
import type { Approval } from '../../src/domain/approval.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { Effects } from '../../src/ports/records.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';

/** One instance's ledgers, leases and audit log on a database, without the rest of a storage. */
export interface LedgerParts {
  readonly db: Database;
  readonly audit: MongoAuditLog;
  readonly ledger: MongoRunLedger;
  readonly leases: MongoLeases;
  readonly deliveries: MongoDeliveries;
  readonly planRows: MongoPlanRows;
  readonly outbox: Outbox;
  /** What could not be delivered at once. */
  readonly failures: unknown[];
  close(): Promise<void>;
}

/** Opens the parts on a database, with their indexes. */
export async function openParts(url: string): Promise<LedgerParts> {
  const db = await Database.open(url);
  for (const table of [AUDIT_INDEXES, DELIVERY_INDEXES, LEDGER_INDEXES, PLAN_ROW_INDEXES]) {
    for (const [collection, specs] of Object.entries(table)) {
      for (const { name, key, ...options } of specs) await db.rows(collection).index(name, key, options);
    }
  }
  const audit = new MongoAuditLog(db, AUDIT_KEY);
  const failures: unknown[] = [];
  const outbox = new Outbox({
    appendAudit: (drafts) => audit.append(drafts),
    now: () => 1,
    onError: (error) => void failures.push(error),
  });
  return {
    db,
    audit,
    ledger: new MongoRunLedger(db, outbox),
    leases: new MongoLeases(db),
    deliveries: new MongoDeliveries(db),
    planRows: new MongoPlanRows(db),
    outbox,
    failures,
    async close() {
      await outbox.close();
      await db.close();
    },
  };
}

/** As much of a storage as the suites of these parts use: beside them approvals that are kept in memory. */
export function asStorage(parts: LedgerParts): Storage {
  const { audit, ledger, leases, deliveries, planRows } = parts;
  const kept = new Map<string, Approval>();
  const approvals = {
    async create(approval: Approval, effects?: Effects) {
      if (kept.has(approval.id)) throw new ProblemError({ kind: 'conflict', message: approval.id });
      kept.set(approval.id, approval);
      await audit.append(effects?.audit ?? []);
    },
    load: async (id: string) => kept.get(id),
  };
  return { audit, ledger, leases, deliveries, planRows, approvals } as unknown as Storage;
}
