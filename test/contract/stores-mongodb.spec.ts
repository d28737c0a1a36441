import { requireMongo } from '../support/mongodb.ts';
import { everyStorageContract } from './every-storage.ts';
import { openMongoHarness } from './mongodb-harness.ts';

describe('The MongoDB storage', () => {
  let server: string;
  before(async function () {
    server = await requireMongo(this);
  });

  everyStorageContract('MongoDB', () => openMongoHarness(server));
});
