import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { quietLogger } from '../support/quiet.ts';
import { everyStorageContract } from './every-storage.ts';
import type { StorageHarness } from './stores-harness.ts';

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

everyStorageContract('SQLite', openHarness);
