import assert from 'node:assert/strict';
import {
  approvalOf,
  carryOutByTwo,
  changePerson,
  leftOutOf,
  outcomesOf,
  targetsOf,
  userNow,
} from '../support/look.ts';
import { only, World } from '../support/world.ts';

const ADMINS = 'confluence-administrators';

describe('a group that grants administration', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  for (const text of [
    `group add to:${ADMINS} user:bo`,
    `group add to:team-sales,${ADMINS} user:bo`,
    `group move from:team-logistics to:${ADMINS} user:bo`,
  ]) {
    it(`takes two approvals: ${text}`, async () => {
      const id = await world.propose(text);
      await world.say('tom', `approve ${id}`);
      await world.settle();
      assert.equal((await approvalOf(world, id)).state, 'waiting');
      assert.deepEqual(await world.sandbox.writes(), []);

      await world.say('ines', `approve ${id}`);
      await world.settle();

      assert.ok((await userNow(world, 'bo'))?.groups.includes(ADMINS));
    });
  }

  it('is never for oneself, whoever approves', async () => {
    const answer = await world.say('priya', `group add to:${ADMINS} user:priya,bo`);

    const { plan, approval } = only(answer.posted, 'approval');
    assert.deepEqual(await targetsOf(world, approval.id), ['bo']);
    assert.deepEqual(await leftOutOf(world, plan), {
      priya: 'not-for-oneself, asks for administration for themselves',
    });
  });

  it('is never for oneself, though the account was linked after the plan', async () => {
    await changePerson(world, 'priya', { users: [] });
    const id = await world.propose(`group add to:${ADMINS} user:priya`);
    await changePerson(world, 'priya', { users: [world.user('priya')] });
    for (const person of ['tom', 'ines']) await world.say(person, `approve ${id}`);
    await world.settle();

    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), { priya: 'skipped: not-for-oneself' });
  });

  it('is left by nobody: its members are administrators', async () => {
    await carryOutByTwo(world, `group add to:${ADMINS} user:bo`);

    const answer = await world.say('priya', `group remove from:${ADMINS} user:bo`);

    const { plan } = only(answer.notices, 'nothing');
    assert.deepEqual(await leftOutOf(world, plan), { bo: `admin, member of ${ADMINS}` });
  });
});
