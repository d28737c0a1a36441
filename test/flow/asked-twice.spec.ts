import assert from 'node:assert/strict';
import { problemIn, reread } from '../support/look.ts';
import { only, World } from '../support/world.ts';

describe('asking for what is asked for already', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ cap: 2 });
  });
  afterEach(() => world.end());

  const said = async (text: string, person = 'tom') =>
    JSON.stringify(problemIn(await world.say(person, text)));
  const ask = async (text: string, person = 'tom') =>
    only((await world.say(person, text)).posted, 'setting-approval').approval.id;

  for (const [first, again] of [
    ['protect remove user:bo', 'protect remove user:BO'],
    ['exempt remove bo', 'exempt remove bo@example.com'],
    ['roles give leo auditor', 'roles give "Leo Fischer" auditor'],
    ['roles give group:review-required operator', 'roles give group:Review-Required operator'],
    ['audit retention 90d', 'audit retention off'],
  ] as const) {
    it(`is refused with the id of the open request: ${first}`, async () => {
      await world.say('tom', 'protect user:bo');
      await world.say('tom', 'exempt bo until 2026-12-31 "abroad"');
      const id = await ask(first);

      assert.match(await said(again), new RegExp(`asked for already in ${id}.*withdraw ${id}`));

      await world.say('tom', `withdraw ${id}`);
      assert.notEqual(await ask(again), id, 'and may be asked again once it is over');
    });
  }

  it('holds for a second cap of one change and for the undo of one run, user by user', async () => {
    const held = await world.propose('deactivate user:ada,bo,chen');
    const cap = await ask(`cap ${held} 3 "they left"`, 'priya');
    assert.match(await said(`cap ${held} 4 "they left"`, 'priya'), new RegExp(`already in ${cap}`));

    const run = await world.carryOut('deactivate user:ada,bo');
    const undo = await world.propose(`undo ${run} ada`);
    assert.match(await said(`undo ${run} ada`, 'priya'), new RegExp(`already in ${undo}`));
    await world.propose(`undo ${run} bo`);
    const all = await world.propose(`undo ${run}`);
    assert.match(await said(`undo ${run}`, 'priya'), new RegExp(`already in ${all}`));
  });

  it('is another question for another user, role or group', async () => {
    await ask('roles give leo auditor');
    await ask('roles give leo operator');
    await ask('roles give noor operator');
  });
});

describe('a name that is right', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ cap: 2 });
  });
  afterEach(() => world.end());

  const said = async (text: string, person = 'tom') =>
    JSON.stringify(problemIn(await world.say(person, text)));

  it('is not doubted where only the thing is missing', async () => {
    assert.match(await said('exempt remove ada'), /no exemption of ada/);
    assert.match(await said('protect remove user:ADA'), /The user ada is not protected/);
    assert.match(
      await said('protect remove group:support-staff'),
      /The group support-staff is not protected/,
    );
    assert.match(await said('roles take leo operator'), /Leo Fischer does not have the role operator/);
    for (const text of ['exempt remove adda', 'protect remove user:adda']) {
      assert.equal(problemIn(await world.say('tom', text)).kind, 'not-found', text);
    }
  });

  it('of a group is what a role comes through', async () => {
    const { approval } = only(
      (await world.say('tom', 'roles give group:review-required operator')).posted,
      'setting-approval',
    );
    await world.say('ines', `approve ${approval.id}`);
    await world.settle();
    await world.sandbox.addToGroup(world.user('leo'), 'review-required');
    await reread(world);

    assert.match(await said('roles take leo operator'), /roles take group:review-required operator/);
  });

  it('of a cap is no number beyond everybody', async () => {
    const held = await world.propose('deactivate user:ada,bo,chen');

    assert.match(
      await said(`cap ${held} 100000 "all"`, 'priya'),
      /more than the 300 users of Sandbox.*cap A-\w+ 3 /,
    );
    assert.match(await said(`cap ${held} 2 "all"`, 'priya'), /not enough: 3 users are eligible.*take A-/);
  });
});
