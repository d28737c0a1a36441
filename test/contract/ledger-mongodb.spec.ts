import { FakeClock } from '../support/fake-clock.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { auditContract } from './audit.ts';
import { auditChainContract } from './audit-chain.ts';
import { deliveriesContract } from './deliveries.ts';
import { leasesContract } from './leases.ts';
import { ledgerContract } from './ledger.ts';
import { asStorage, openParts } from './ledger-mongodb-parts.ts';
import type { StorageHarness } from './stores-harness.ts';
import { planRowsContract } from './stores-rows.ts';

describe('The ledgers on MongoDB', () => {
  let server: string;
  before(async function () {
    server = await requireMongo(this);
  });

  async function openHarness(): Promise<StorageHarness> {
    const url = freshDatabase(server);
    let parts = await openParts(url);
    let storage = asStorage(parts);
    return {
      clock: new FakeClock(),
      get storage() {
        return storage;
      },
      async reopen() {
        await parts.close();
        parts = await openParts(url);
        storage = asStorage(parts);
        return storage;
      },
      async end() {
        await parts.close();
        await dropDatabase(url);
      },
    };
  }

  for (const contract of [
    planRowsContract,
    ledgerContract,
    auditContract,
    auditChainContract,
    leasesContract,
    deliveriesContract,
  ]) {
    contract('MongoDB', openHarness);
  }
});
