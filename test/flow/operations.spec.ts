import assert from 'node:assert/strict';
import { audited, leftOutOf, outcomesOf, planOf, reread, runOf, userNow, wordsOf } from '../support/look.ts';
import { only, World, type WorldOptions } from '../support/world.ts';
import { wrapApply } from '../support/wrap-directory.ts';

const _DAY_MS = 86_400_000;

describe('deactivating', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('frees the seats that the plan and the card said, and no more', async () => {
    const id = await world.propose('deactivate user:bo,ada,dmitri');
    const { seats } = await planOf(world, id);
    await world.say('tom', `approve ${id}`);
    await world.settle();

    const { readBack } = await runOf(world, `R-${id.slice(2)}`);
    assert.equal(seats.freed, 3);
    assert.deepEqual(
      [readBack?.seatsExpected, readBack?.seatsReal, readBack?.unexpected],
      [seats.used - 3, seats.used - 3, 0],
    );
  });

  it('with a suffix renames, records both, and says on the card what happens to names', async () => {
    const asked = await world.say('priya', 'deactivate user:bo suffix:_old');
    const id = only(asked.posted, 'approval').approval.id;
    await world.say('tom', `approve ${id}`);
    await world.settle();

    const bo = await userNow(world, 'bo');
    assert.deepEqual([bo?.active, bo?.username], [false, 'bo_old']);
    assert.match(wordsOf(only(asked.posted, 'approval')), /each username gets _old at its end/);
    const [entry] = await audited(world, 'User Deactivated');
    assert.deepEqual(
      [entry?.status, entry?.target, entry?.before, entry?.after],
      ['done', 'bo', 'active, called bo', 'deactivated, called bo_old'],
    );
    assert.equal((await audited(world, 'User Renamed')).length, 0, 'part of the deactivation');
  });

  it('with a suffix leaves out whose new name somebody else has', async () => {
    await world.sandbox.rename(world.user('ada'), 'bo_old');
    await reread(world);

    const answer = await world.say('priya', 'deactivate user:bo,dmitri suffix:_old');

    const { plan } = only(answer.posted, 'approval');
    assert.equal(plan.targets, 1);
    assert.deepEqual(await leftOutOf(world, plan), { bo: 'name-taken, the name bo_old is taken' });
  });

  it('twice is already so, before the plan and after it', async () => {
    const second = await world.propose('deactivate user:bo');
    await world.carryOut('deactivate user:bo');
    await world.say('ines', `approve ${second}`);
    await world.settle();
    const third = await world.say('priya', 'deactivate user:bo status:any');

    assert.deepEqual(await outcomesOf(world, `R-${second.slice(2)}`), { bo: 'already-so' });
    assert.equal((await world.sandbox.writes(world.user('bo'))).length, 1);
    const { plan } = only(third.notices, 'nothing');
    assert.deepEqual(await leftOutOf(world, plan), { bo: 'already-so, already deactivated' });
  });
});

describe('activating', () => {
  let world: World;
  const start = async (options: WorldOptions = {}) => {
    world = await World.create(options);
  };
  afterEach(() => world.end());

  it('gives back the name that a suffix took, takes a seat and records both', async () => {
    await start();
    await world.carryOut('deactivate user:bo suffix:_old');
    const used = world.services.census.roster.figures(world.sandbox.connection).licensed;

    const id = await world.propose('activate user:bo_old');
    const { seats } = await planOf(world, id);
    await world.say('tom', `approve ${id}`);
    await world.settle();

    const bo = await userNow(world, 'bo');
    assert.deepEqual([bo?.active, bo?.username], [true, 'bo']);
    assert.deepEqual([seats.used, seats.freed], [used, -1]);
    assert.equal((await runOf(world, `R-${id.slice(2)}`)).readBack?.seatsReal, used + 1);
    const [entry] = await audited(world, 'User Activated');
    assert.deepEqual(
      [entry?.target, entry?.before, entry?.after],
      ['bo', 'called bo_old, deactivated', 'called bo, active'],
    );
  });

  it('gives no name back that somebody changed since', async () => {
    await start();
    await world.carryOut('deactivate user:bo suffix:_old');
    await world.sandbox.rename(world.user('bo'), 'robert');
    await reread(world);

    await world.carryOut('activate user:robert');

    const bo = await userNow(world, 'bo');
    assert.deepEqual([bo?.active, bo?.username], [true, 'robert']);
  });

  it('leaves out whose name somebody else has by now, with the name', async () => {
    await start();
    await world.carryOut('deactivate user:bo,dmitri suffix:_old');
    await world.sandbox.rename(world.user('ada'), 'bo');
    await reread(world);

    const answer = await world.say('priya', 'activate user:bo_old,dmitri_old');

    const notice = only(answer.posted, 'approval');
    assert.deepEqual(await leftOutOf(world, notice.plan), { bo_old: 'name-taken, the name bo is taken' });
    assert.match(wordsOf(notice), /1 whose username somebody else has/);
  });

  it('fails alone, changing nothing, when the name was taken after the plan', async () => {
    await start();
    await world.carryOut('deactivate user:bo,dmitri suffix:_old');
    const id = await world.propose('activate user:bo_old,dmitri_old');
    await world.sandbox.rename(world.user('ada'), 'bo');
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), {
      bo_old: 'failed: conflict',
      dmitri_old: 'done',
    });
    const bo = await userNow(world, 'bo');
    assert.deepEqual([bo?.active, bo?.username], [false, 'bo_old']);
  });

  it('of two who want one name gives it to the first and fails plainly for the second', async () => {
    await start({ concurrency: 2 });
    await world.carryOut('deactivate user:bo suffix:_old');
    await world.sandbox.rename(world.user('dmitri'), 'bo');
    await reread(world);
    await world.carryOut('deactivate user:bo suffix:.gone');
    const id = await world.propose('activate user:bo_old,bo.gone');
    await world.say('tom', `approve ${id}`);
    // Both are read and checked before either is renamed.
    let waiting: (() => void) | undefined;
    wrapApply(world, async (real, ...args) => {
      const [, step] = args;
      if (step.kind === 'rename') {
        if (waiting === undefined) await new Promise<void>((resolve) => (waiting = resolve));
        else waiting();
      }
      return real(...args);
    });
    await world.settle();

    const outcomes = await outcomesOf(world, `R-${id.slice(2)}`);
    assert.deepEqual(Object.values(outcomes).sort(), ['done', 'failed: conflict']);
    const names = [await userNow(world, 'bo'), await userNow(world, 'dmitri')];
    assert.deepEqual(names.map((user) => user?.active).sort(), [false, true]);
    assert.equal(names.find((user) => user?.active)?.username, 'bo');
    assert.equal((await runOf(world, `R-${id.slice(2)}`)).state, 'done');
  });

  it('and deactivating where names cannot be changed says so and goes on without', async () => {
    await start({ sandbox: { writes: ['activate', 'deactivate', 'delete', 'join', 'leave'] } });

    const answer = await world.say('priya', 'deactivate user:bo suffix:_old');
    const notice = only(answer.posted, 'approval');
    await world.say('tom', `approve ${notice.approval.id}`);
    await world.settle();

    assert.match(wordsOf(notice), /Sandbox cannot rename accounts, so the suffix _old is left off\./);
    const bo = await userNow(world, 'bo');
    assert.deepEqual([bo?.active, bo?.username], [false, 'bo']);
  });

  it('what a directory cannot do at all is a report that says so, with nothing to approve', async () => {
    await start({ sandbox: { writes: ['deactivate', 'join', 'leave'] } });
    await world.carryOut('deactivate user:bo');

    const answer = await world.say('priya', 'activate user:bo');

    assert.equal(only(answer.notices, 'report').plan.kind, 'report');
    assert.deepEqual(answer.posted, []);
  });
});
