import assert from 'node:assert/strict';
import type { MongoStorage } from '../../adapters/storage/mongodb/open-mongodb.ts';
import { seedPeople } from '../../src/main/personas.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { openInstance } from './mongodb-harness.ts';

const INSTANCES = 4;

describe('instances that start at the same moment on an empty database', () => {
  let server: string;
  let url: string;
  let storages: readonly MongoStorage[];
  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(async () => {
    url = freshDatabase(server);
    storages = await Promise.all(Array.from({ length: INSTANCES }, () => openInstance(url)));
  });
  afterEach(async () => {
    await Promise.all(storages.map((storage) => storage.close()));
    await dropDatabase(url);
  });

  it('all come up with the same people, each made and recorded once', async () => {
    const env = { ROLLCALL_FIRST_ADMINS: 'Grace Hopper=slack/T012/U034, priya' };
    const read = readSettings(env, { machineZone: 'UTC' });
    assert.ok(read.ok);
    const clock = new FakeClock();
    await Promise.all(storages.map((storage) => seedPeople({ storage, clock }, read.settings)));

    const [storage] = storages;
    const people = await storage?.people.list({ limit: 99 });
    assert.deepEqual(people?.map(({ id }) => id).sort(), [
      'grace-hopper',
      'ines',
      'leo',
      'noor',
      'priya',
      'tom',
    ]);
    const admins = people?.filter(({ roles }) => roles.includes('admin')).map(({ id }) => id);
    assert.deepEqual(admins?.sort(), ['grace-hopper', 'priya', 'tom']);
    // Leo has no role, and Grace's account is recorded too.
    assert.equal(await storage?.audit.count({ action: 'Setting Changed' }), 6);
  });
});
