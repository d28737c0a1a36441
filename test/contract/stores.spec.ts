import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { quietLogger } from '../support/quiet.ts';
import { archiveContract } from './archive.ts';
import { auditContract } from './audit.ts';
import { auditChainContract } from './audit-chain.ts';
import { deliveriesContract } from './deliveries.ts';
import { filesContract } from './files.ts';
import { leasesContract } from './leases.ts';
import { ledgerContract } from './ledger.ts';
import { snapshotsContract } from './snapshots.ts';
import { storesContract } from './stores.ts';
import type { StorageHarness } from './stores-harness.ts';
import { rowsContract } from './stores-rows.ts';

async function openHarness(): Promise<StorageHarness> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-stores-'));
  const clock = new FakeClock();
  const ids = new FakeIds();
  const open = () => openSqlite({ folder, clock, ids, logger: quietLogger, auditKey: () => AUDIT_KEY });
  let storage = await open();
  return {
    clock,
    get storage() {
      return storage;
    },
    async reopen() {
      await storage.close();
      storage = await open();
      return storage;
    },
    forgetOldReads: () => storage.snapshots.sweep(),
    async end() {
      await storage.close();
      rmSync(folder, { recursive: true });
    },
  };
}

for (const contract of [
  storesContract,
  rowsContract,
  ledgerContract,
  auditContract,
  auditChainContract,
  leasesContract,
  deliveriesContract,
  snapshotsContract,
  filesContract,
  archiveContract,
]) {
  contract('SQLite', openHarness);
}
