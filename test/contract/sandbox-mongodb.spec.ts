import assert from 'node:assert/strict';
import { castRef } from '../../adapters/directory/sandbox/cast.ts';
import { createSandbox, type SandboxDirectory } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import type { MongoStorage } from '../../adapters/storage/mongodb/open-mongodb.ts';
import type { ConnectionName } from '../../src/domain/ids.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { everybody } from '../unit/directory/made-up.ts';
import { openInstance } from './mongodb-harness.ts';

const connection = 'sandbox' as ConnectionName;
const calm = new AbortController().signal;

describe('Sandboxes of two instances on one MongoDB database', () => {
  let server: string;
  let url: string;
  let storages: readonly MongoStorage[];
  let here: SandboxDirectory;
  let there: SandboxDirectory;
  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(async () => {
    url = freshDatabase(server);
    const clock = new FakeClock();
    storages = [await openInstance(url, { clock }), await openInstance(url, { clock })];
    const [first, second] = storages.map((storage, n) =>
      createSandbox({
        connection,
        store: storage.adapter('sandbox'),
        clock,
        users: 300,
        instance: `instance ${n}`,
      }),
    );
    assert.ok(first && second);
    [here, there] = [first, second];
  });
  afterEach(async () => {
    for (const storage of storages) await storage.close();
    await dropDatabase(url);
  });

  it('carry out each change once, whoever of many at once was faster, and see the same after it', async () => {
    const users = (await everybody(here)).filter(({ active, directory }) => active && directory === 'Crowd');
    const crowd = users.slice(0, 30).map(({ ref }) => ref);
    await Promise.all(
      crowd.flatMap((ref) => [here, there].map((one) => one.apply(ref, { kind: 'deactivate' }, calm))),
    );

    const writes = await there.writes();
    assert.equal(writes.length, 60, 'every request is in the log');
    const done = writes.filter(({ applied }) => applied === 'done').map(({ id }) => id);
    assert.deepEqual([done.length, new Set(done).size], [30, 30], 'each change once');
    assert.deepEqual(await everybody(here), await everybody(there));
    assert.equal(await here.revision(), await there.revision());
  });

  it('keep two different changes of one user that are made at once', async () => {
    const bo = castRef(connection, 'bo');
    await Promise.all([
      here.apply(bo, { kind: 'deactivate' }, calm),
      there.apply(bo, { kind: 'rename', to: 'bo_old' }, calm),
      here.addToGroup(bo, 'team-lisbon'),
      there.moveClock(1_000),
    ]);
    const user = await there.user(bo, calm);
    assert.deepEqual([user?.active, user?.username], [false, 'bo_old']);
    assert.ok(user?.groups.includes('team-lisbon'));
    assert.deepEqual(await here.user(bo, calm), user);
  });
});
