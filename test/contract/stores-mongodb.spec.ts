import { requireMongo } from '../support/mongodb.ts';
import { openMongoHarness } from './mongodb-harness.ts';
import { storesContract } from './stores.ts';
import { adapterValuesContract, effectsContract } from './stores-rows.ts';

describe('The MongoDB storage', () => {
  let server: string;
  before(async function () {
    server = await requireMongo(this);
  });

  for (const contract of [storesContract, effectsContract, adapterValuesContract]) {
    contract('MongoDB', () => openMongoHarness(server));
  }
});
