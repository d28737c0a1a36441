import { requireMongo } from '../support/mongodb.ts';
import { auditContract } from './audit.ts';
import { auditChainContract } from './audit-chain.ts';
import { deliveriesContract } from './deliveries.ts';
import { leasesContract } from './leases.ts';
import { ledgerContract } from './ledger.ts';
import { openMongoHarness } from './mongodb-harness.ts';
import { storesContract } from './stores.ts';
import { adapterValuesContract, effectsContract, planRowsContract } from './stores-rows.ts';

describe('The MongoDB storage', () => {
  let server: string;
  before(async function () {
    server = await requireMongo(this);
  });

  for (const contract of [
    storesContract,
    effectsContract,
    planRowsContract,
    adapterValuesContract,
    ledgerContract,
    auditContract,
    auditChainContract,
    leasesContract,
    deliveriesContract,
  ]) {
    contract('MongoDB', () => openMongoHarness(server));
  }
});
