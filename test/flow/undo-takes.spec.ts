import assert from 'node:assert/strict';
import type { ConnectionName, RunId } from '../../src/domain/ids.ts';
import { leftOutOf, outcomesOf, planOf, problemIn, reread, targetsOf } from '../support/look.ts';
import { only, World } from '../support/world.ts';

const HOUR_MS = 3_600_000;
const SANDBOX = 'sandbox' as ConnectionName;

describe('an undo that takes access', () => {
  let world: World;
  /** A run that gave a seat to three. */
  let given: string;
  beforeEach(async () => {
    world = await World.create({ cap: 2 });
    for (const name of ['bo', 'esra', 'ada']) await world.sandbox.setActive(world.user(name), false);
    await reread(world);
    given = await world.carryOut('activate user:bo,esra,ada');
    await world.clock.advance(HOUR_MS);
  });
  afterEach(() => world.end());

  it('is held back by no cap, but what it takes counts towards that of others, and its card says so', async () => {
    const id = await world.propose(`undo ${given}`);
    assert.match((await planOf(world, id)).notes.join(), /^3 users lose access\. No cap holds an undo back/);
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.deepEqual(Object.values(await outcomesOf(world, `R-${id.slice(2)}`)), ['done', 'done', 'done']);
    assert.equal(await world.storage.ledger.taken(SANDBOX, world.clock.now() - HOUR_MS), 3);
    const { cap } = await planOf(world, await world.propose('deactivate user:leo'));
    assert.deepEqual(cap, { limit: 2, used: 3, left: 0, eligible: 1 });
  });

  it('leaves alone who has logged in since the run', async () => {
    await world.sandbox.login(world.user('bo'));
    await reread(world);
    const id = await world.propose(`undo ${given}`);

    assert.deepEqual((await targetsOf(world, id)).toSorted(), ['ada', 'esra']);
    assert.deepEqual(await leftOutOf(world, await planOf(world, id)), {
      bo: 'changed-since, logged in since',
    });
  });

  it('takes what is no access from who has logged in since', async () => {
    const run = await world.carryOut('group add to:review-required user:bo');
    await world.clock.advance(HOUR_MS);
    await world.sandbox.login(world.user('bo'));
    await reread(world);

    const plan = await planOf(world, await world.propose(`undo ${run}`));
    assert.deepEqual([plan.targets, plan.notes], [1, []]);
  });
});

describe('the undo of one user', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  /** The run deactivated two accounts that had one name then, each in a directory of its own. */
  async function twins(): Promise<RunId> {
    const run = (await world.carryOut('deactivate user:bo,esra')) as RunId;
    const { planRows } = world.storage;
    const targets = planRows.targets.bind(planRows);
    Object.assign(planRows, {
      targets: async (...args: Parameters<typeof targets>) =>
        (await targets(...args)).map((row) => ({ ...row, username: 'bo' })),
    });
    return run;
  }

  it('asks which when two accounts of the run had that name', async () => {
    const problem = problemIn(await world.say('priya', `undo ${await twins()} bo`));

    assert.equal(problem.kind, 'ambiguous');
  });

  it('is of the account that was named, whatever another one of the run was called', async () => {
    const run = await twins();
    const answer = await world.say('priya', `undo ${run} esra@example.com`);

    const { plan } = only(answer.posted, 'approval');
    assert.ok(plan.operation.kind === 'undo');
    assert.equal(plan.operation.user, world.user('esra'));
    assert.equal(plan.targets, 1);
  });
});
