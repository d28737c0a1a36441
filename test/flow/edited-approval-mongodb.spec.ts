import assert from 'node:assert/strict';
import type { MongoStorage } from '../../adapters/storage/mongodb/open-mongodb.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import { openInstance } from '../contract/mongodb-harness.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { problemIn } from '../support/look.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { World } from '../support/world.ts';

describe('what somebody edited in MongoDB', () => {
  let server: string;
  let url: string;
  let storage: MongoStorage;
  let world: World;
  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(async () => {
    url = freshDatabase(server);
    const clock = new FakeClock();
    storage = await openInstance(url, { clock });
    world = await World.create({ clock, storage });
  });
  afterEach(async () => {
    await world.end();
    await dropDatabase(url);
  });

  const collection = (name: string) => storage.ground.db.db.collection<{ _id: string }>(name);

  it('ends a decision with an answer, where the version of the record is another', async () => {
    const id = await world.propose('deactivate user:leo');
    await collection('records').updateOne({ _id: `approval/${id}` }, { $set: { version: 77 } });
    assert.equal(problemIn(await world.say('tom', `approve ${id}`)).kind, 'conflict');
  });

  it('keeps no change of a setting from being carried out', async () => {
    await collection('records').insertOne({ _id: 'x', pending: [null], due: 1 } as { _id: string });
    await world.say('tom', 'roles give leo operator');
    const [asked] = await storage.approvals.list({ limit: 1 });
    await world.say('ines', `approve ${asked?.id}`);
    await assert.rejects(storage.deliverEffects((job) => world.scheduler.enqueue(job)));
    await world.scheduler.settle();
    assert.deepEqual(world.scheduler.failing, []);
    assert.deepEqual((await storage.people.load('leo' as PersonId))?.roles, ['operator']);
  });

  it('keeps the sweep from nothing else', async () => {
    await collection('records').insertOne({ _id: 'x', pending: [null], due: 1 } as { _id: string });
    const id = await world.propose('deactivate user:leo');
    await world.say('tom', `approve ${id}`);
    await world.clock.advance(25 * 60 * 60 * 1000);
    await storage.deliveries.claim('old', world.clock.now() - 120_000, 1);
    await world.scheduler.enqueue({ name: 'sweep', key: 'start', payload: {} });
    await world.scheduler.settle();
    assert.deepEqual(world.scheduler.failing, ['sweep'], 'and it is told');
    assert.equal(await collection('deliveries').countDocuments({ _id: 'old' }), 0);
    assert.equal((await storage.runs.list({ limit: 1 })).length, 1, 'its jobs are handed out');
  });
});
