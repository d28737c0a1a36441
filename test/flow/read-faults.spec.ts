import assert from 'node:assert/strict';
import { createSandbox } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import type { ConnectionName } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { createBot } from '../../src/flows/entry/create-bot.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import { rebuildRoster } from '../../src/flows/reading/rebuild-roster.ts';
import type { Services } from '../../src/flows/services.ts';
import { Census } from '../../src/roster/census.ts';
import { CHANNEL, only, World } from '../support/world.ts';

const EVERYBODY = 'users status:any';
const HOUR_MS = 3_600_000;

describe('a complete read that does not come to its end', () => {
  let world: World;
  let total: number;
  beforeEach(async () => {
    world = await World.create({ sandbox: { users: 2_500 } });
    total = await listed();
  });
  afterEach(() => world.end());

  const read = (services: Services = world.services) =>
    readDirectories(services, new AbortController().signal);
  const audited = async () => (await world.audit()).filter((entry) => entry.startsWith('Directory Read'));

  async function listed(): Promise<number> {
    return only((await world.say('priya', EVERYBODY)).notices, 'list').total;
  }

  async function finding(subject: string) {
    const { findings } = only((await world.say('priya', 'doctor')).notices, 'doctor');
    return findings.find((one) => one.subject === subject);
  }

  it('because a page is missing never passes for a small organisation', async () => {
    await world.sandbox.setControls({ truncatesReads: true });
    await world.sandbox.login(world.user('bo'));

    await assert.rejects(read());

    assert.ok(total > 1_000);
    assert.equal(await listed(), total);
    assert.equal((await world.storage.snapshots.open(world.sandbox.connection)).snapshot?.users, total);
    const { state, message, remedy } = (await finding('Read of Sandbox')) ?? {};
    assert.equal(state, 'broken');
    assert.match(message ?? '', /broke off after 1,000 of 2,500 users/);
    assert.match(remedy ?? '', /last complete read/);
    assert.deepEqual(await audited(), ['Directory Read: done', 'Directory Read: failed']);
  });

  it('is recorded once however long it lasts, and over when a read is complete', async () => {
    await world.sandbox.setControls({ truncatesReads: true });
    for (let hour = 0; hour < 5; hour += 1) {
      await world.clock.advance(HOUR_MS);
      await assert.rejects(read());
    }
    assert.deepEqual(await audited(), ['Directory Read: done', 'Directory Read: failed']);
    await world.sandbox.setControls({ truncatesReads: false });
    await world.clock.advance(HOUR_MS);

    await read();

    assert.equal((await finding('Read of Sandbox'))?.state, 'ok');
    assert.deepEqual(await audited(), [
      'Directory Read: done',
      'Directory Read: failed',
      'Directory Read: done',
    ]);
  });

  it('holds back new changes until a read is complete; lists show the last complete one', async () => {
    await world.sandbox.setControls({ truncatesReads: true });
    await world.sandbox.login(world.user('dmitri'));
    await assert.rejects(read());

    const refused = await world.say('priya', 'deactivate user:bo');
    assert.equal(only(refused.notices, 'problem').problem.kind, 'guarded');
    assert.equal(await listed(), total);

    await world.sandbox.setControls({ truncatesReads: false });
    await world.clock.advance(HOUR_MS);
    await read();
    await world.carryOut('deactivate user:bo');
    assert.equal((await world.sandbox.writes(world.user('bo'))).length, 1);
  });

  it('survives a restart: the last complete read is in force before the first new one', async () => {
    await world.sandbox.setControls({ truncatesReads: true });
    const next: Services = { ...world.services, census: new Census() };
    await rebuildRoster(next);
    await world.sandbox.login(world.user('bo'));
    await assert.rejects(read(next));

    assert.equal(next.census.roster.size, total);
  });

  it('for the first time of all answers that there is nothing yet, not that there is nobody', async () => {
    const [known] = world.services.connections.values();
    assert.ok(known);
    const connection = 'new' as ConnectionName;
    const directory = createSandbox({
      connection,
      store: world.storage.adapter(connection),
      clock: world.clock,
      controls: { truncatesReads: true },
    });
    const connections = new Map([[connection, { ...known, directory }]]);
    const services: Services = { ...world.services, census: new Census(), connections };
    await assert.rejects(read(services));

    const answer = await createBot(services).command({
      deliveryId: 'first',
      account: world.account('priya'),
      place: CHANNEL,
      text: EVERYBODY,
      files: [],
      at: world.clock.now(),
    });

    assert.equal(answer.outcome, 'failed');
    assert.equal(only(answer.notices, 'problem').problem.kind, 'unavailable');
  });

  it('whose users the store then cannot give is made again at the next look', async () => {
    const { snapshots } = world.storage;
    const open = snapshots.open.bind(snapshots);
    await world.sandbox.remove(world.user('bo'));
    snapshots.open = async () => {
      throw new ProblemError({ kind: 'unavailable', source: 'database', message: 'full' });
    };
    await assert.rejects(read());
    assert.equal(await listed(), total);
    snapshots.open = open;

    await read();

    assert.equal(await listed(), total - 1);
  });
});
