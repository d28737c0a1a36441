import { archiveContract } from './archive.ts';
import { auditContract } from './audit.ts';
import { auditChainContract } from './audit-chain.ts';
import { deliveriesContract } from './deliveries.ts';
import { filesContract } from './files.ts';
import { leasesContract } from './leases.ts';
import { ledgerContract } from './ledger.ts';
import { snapshotsContract } from './snapshots.ts';
import { storesContract } from './stores.ts';
import type { OpenHarness } from './stores-harness.ts';
import { rowsContract } from './stores-rows.ts';

/** All that a storage promises; every implementation runs it. */
export function everyStorageContract(name: string, open: OpenHarness): void {
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
    contract(name, open);
  }
}
