import assert from 'node:assert/strict';
import { audited, lastFileOf, outcomesOf, planOf, problemIn, targetsOf, wordsOf } from '../support/look.ts';
import { only, World } from '../support/world.ts';

describe('a saved filter', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
    await world.say('priya', 'filter save Leavers user:ada,bo,dmitri -group:support-staff');
  });
  afterEach(() => world.end());

  it('lists, changes and exports what it says, whoever uses it, alone or with other words', async () => {
    const list = only((await world.say('noor', 'users filter:leavers')).notices, 'list');
    assert.deepEqual(
      list.rows.map(({ username }) => username),
      ['ada', 'bo', 'dmitri'],
    );
    const id = await world.propose('deactivate filter:LEAVERS inactive:90d');
    assert.deepEqual(await targetsOf(world, id), ['bo', 'dmitri']);
    await world.say('noor', 'export users filter:leavers columns:username');
    assert.deepEqual((await lastFileOf(world, 'noor')).slice(1), ['ada', 'bo', 'dmitri']);
  });

  it('says what it said before when it is written over', async () => {
    const said = only((await world.say('priya', 'filter save leavers user:leo')).notices, 'said');

    assert.equal(said.headline, 'The filter leavers is replaced');
    assert.match(said.detail, /It said before: user:ada,bo,dmitri -group:support-staff\. Now: user:leo\./);
  });

  it('is frozen in a plan: what becomes of it later changes neither the plan nor its re-check', async () => {
    const id = await world.propose('deactivate filter:leavers');
    await world.say('priya', 'filter save leavers user:leo');
    await world.say('priya', 'filter delete leavers');
    await world.sandbox.addToGroup(world.user('bo'), 'support-staff');
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.equal((await planOf(world, id)).filter?.includes('filter:'), false);
    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), {
      ada: 'done',
      bo: 'skipped: no-longer-matches',
      dmitri: 'done',
    });
  });

  it('is kept, replaced and forgotten on the record, with what it said before', async () => {
    await world.say('priya', 'filter save leavers user:leo');
    await world.say('priya', 'filter delete LEAVERS');

    const told = (await audited(world, 'Setting Changed')).map(({ target, before, after }) => [
      target,
      before,
      after,
    ]);
    assert.equal(told.length, 3);
    assert.deepEqual([told[0]?.[1], told[1]?.[1], told[2]?.[2]], [null, told[0]?.[2], null]);
    assert.deepEqual(
      told.map(([, , after]) => after),
      [told[1]?.[1], told[2]?.[1], null],
    );
  });

  it('that nobody knows is asked about, with the nearest, and is never empty', async () => {
    for (const text of [
      'users filter:leavres',
      'deactivate filter:leavres',
      'export users filter:leavres',
      'filter delete leavres',
    ]) {
      const problem = problemIn(await world.say('priya', text));
      assert.equal(problem.kind, 'not-found', text);
      assert.match(JSON.stringify(problem), /leavers/i);
    }
  });

  it('of exclusions alone is refused for a change, as if it were typed out', async () => {
    await world.say('priya', 'filter save staff -group:support-staff');

    assert.equal(problemIn(await world.say('priya', 'deactivate filter:staff')).kind, 'guarded');
  });

  it('can be kept from a list by its button, and is shown in words', async () => {
    const { view } = only((await world.say('priya', 'users inactive:180d')).notices, 'list');
    await world.click('priya', 'list-save', view, { inputs: { name: 'old ones' } });
    assert.equal((await world.storage.filters.list({ limit: 9 })).length, 1, 'no name with a space');
    await world.click('priya', 'list-save', view, { inputs: { name: 'idle-180' } });

    const words = wordsOf(only((await world.say('noor', 'filter list')).notices, 'filters'));
    assert.match(words, /idle-180/);
    assert.match(words, /idle 180 days or more/);
  });
});
