import { requireMongo } from '../support/mongodb.ts';
import { filesContract } from './files.ts';
import { openRosterHarness } from './mongodb-roster.ts';
import { snapshotsContract } from './snapshots.ts';
import type { StorageHarness } from './stores-harness.ts';
import { userValuesContract } from './stores-rows.ts';

describe('The stores around the roster', () => {
  let server: string;
  before(async function () {
    server = await requireMongo(this);
  });
  const open = (): Promise<StorageHarness> => openRosterHarness(server);

  for (const contract of [snapshotsContract, filesContract, userValuesContract]) contract('MongoDB', open);
});
