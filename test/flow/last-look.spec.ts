import assert from 'node:assert/strict';
import type { ApprovalId, RunId } from '../../src/domain/ids.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import { changePerson, problemIn } from '../support/look.ts';
import { only, World, type WorldOptions } from '../support/world.ts';

const FIVE = 'user:dmitri,esra,chen,bo,ada';

describe('what is looked at once more', () => {
  let world: World;
  const start = async (options: WorldOptions = {}) => {
    world = await World.create(options);
  };
  afterEach(() => world.end());

  async function breakRead(): Promise<void> {
    await world.sandbox.setControls({ truncatesReads: true });
    await world.sandbox.login(world.user('bo'));
    await assert.rejects(readDirectories(world.services, new AbortController().signal));
  }

  /** A change beyond the cap, held for who asked. */
  async function held(): Promise<ApprovalId> {
    const { approval } = only((await world.say('priya', `deactivate ${FIVE}`)).posted, 'approval');
    assert.equal(approval.state, 'held');
    return approval.id;
  }

  it('is whether the newest read can be relied on, before anybody is asked', async () => {
    await start();
    await breakRead();

    const { kind, ...words } = problemIn(await world.say('priya', 'deactivate user:bo'));

    assert.equal(kind, 'guarded');
    assert.match(JSON.stringify(words), /newest read of sandbox cannot be relied on.*Nothing was changed/);
    assert.equal(await world.storage.approvals.count(), 0);
  });

  it('is the same when fewer are taken of what was held', async () => {
    await start({ cap: 2 });
    const id = await held();
    await breakRead();

    assert.equal(problemIn(await world.say('priya', `take ${id}`)).kind, 'guarded');
    assert.equal((await world.storage.approvals.load(id))?.state, 'held');
  });

  it('is whether somebody is left to decide when fewer are taken', async () => {
    await start({ cap: 2 });
    const id = await held();
    for (const person of ['tom', 'ines']) await changePerson(world, person, { roles: [] });

    const problem = problemIn(await world.say('priya', `take ${id}`));

    assert.match(JSON.stringify(problem), /Nobody could approve this/);
    assert.equal((await world.storage.approvals.load(id))?.state, 'held');
  });

  it('is whether the plan is the one that was asked about', async () => {
    await start();
    const id = (await world.propose('deactivate user:bo')) as ApprovalId;
    const { subject } = (await world.storage.approvals.load(id)) ?? assert.fail();
    assert.ok(subject.kind === 'plan');
    const plan = (await world.storage.plans.load(subject.plan)) ?? assert.fail();
    await world.storage.plans.replace({ ...plan, version: plan.version + 1, fingerprint: 'another' });

    const problem = problemIn(await world.say('tom', `approve ${id}`));

    assert.match(JSON.stringify(problem), /not the one that was asked about. Nothing was changed/);
    assert.equal((await world.storage.approvals.load(id))?.state, 'waiting');
  });

  for (const [title, what] of [
    ['stop', () => world.say('tom', 'stop')],
    ['stop that died before it halted the runs', () => stopHalfWay()],
    ['pause', (run: string) => world.say('tom', `pause ${run}`)],
    ['cancel', (run: string) => world.say('tom', `cancel ${run}`)],
  ] as const) {
    it(`is a ${title}, said while the write waited for its turn`, async () => {
      await start({ concurrency: 1 });
      const id = await world.propose('deactivate user:bo');
      await world.say('tom', `approve ${id}`);
      const run = `R-${id.slice(2)}`;
      const read = world.sandbox.user.bind(world.sandbox);
      world.sandbox.user = async (...args) => {
        const user = await read(...args);
        await what(run);
        return user;
      };

      await world.settle();

      assert.deepEqual(await world.sandbox.writes(), []);
      assert.notEqual((await world.storage.runs.load(run as RunId))?.state, 'done');
    });
  }

  /** The switch is stored; every run still counts as running. */
  async function stopHalfWay(): Promise<void> {
    const { runs } = world.storage;
    const list = runs.list;
    runs.list = () => Promise.reject(new Error('dead'));
    assert.equal((await world.say('tom', 'stop')).outcome, 'failed');
    runs.list = list;
  }
});
