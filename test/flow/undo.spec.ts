import assert from 'node:assert/strict';
import { ProblemError } from '../../src/domain/problem.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import {
  carryOutByTwo,
  leftOutOf,
  outcomesOf,
  planOf,
  problemIn,
  reread,
  runOf,
  targetsOf,
  userNow,
  wordsOf,
} from '../support/look.ts';
import { only, World } from '../support/world.ts';
import { wrapApply } from '../support/wrap-directory.ts';

const ADMINS = 'confluence-administrators';

describe('undoing', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  /** What a run can change about users, as the directory has it. */
  async function statesOf(...names: readonly string[]) {
    const users = await Promise.all(names.map((name) => userNow(world, name)));
    return users.map((user) => user && pick(user));
  }

  function pick({ username, active, groups, inherited, seat }: DirectoryUser) {
    return { username, active, groups, inherited, seat };
  }

  const undo = (run: string, name = '') => world.carryOut(`undo ${run} ${name}`.trim());
  const ask = (text: string) => world.say('priya', text);

  for (const text of [
    'deactivate user:bo,esra,ada suffix:_old',
    'group remove from:confluence-users,"all hands",marketing-users user:bo,esra,ada',
    'group move from:team-lisbon,team-logistics,team-research to:team-it,review-required user:bo,esra,ada',
    'group add to:office-lisbon,team-lisbon user:bo,esra,ada',
    'group add to:wiki-champions,"all hands" user:esra,leo,dmitri',
  ]) {
    it(`puts status, names and memberships back exactly as they were: ${text}`, async () => {
      const names = ['bo', 'esra', 'ada', 'leo', 'dmitri'];
      const before = await statesOf(...names);
      const id = await world.propose(text);
      await world.say('tom', `approve ${id}`);
      await world.settle();
      assert.notDeepEqual(await statesOf(...names), before);
      const used = world.services.census.roster.figures(world.sandbox.connection).licensed;

      const asked = await world.propose(`undo R-${id.slice(2)}`);
      const { seats } = await planOf(world, asked);
      await world.say('tom', `approve ${asked}`);
      await world.settle();

      assert.deepEqual(await statesOf(...names), before);
      const { readBack } = await runOf(world, `R-${asked.slice(2)}`);
      assert.deepEqual([readBack?.unexpected, readBack?.seatsReal], [0, used - seats.freed]);
    });
  }

  it('of one user leaves the others', async () => {
    const run = await world.carryOut('deactivate user:bo,ada suffix:_old');

    const back = await undo(run, 'BO@example.com');

    assert.deepEqual(await outcomesOf(world, back), { bo_old: 'done' });
    const [bo, ada] = await statesOf('bo', 'ada');
    assert.deepEqual([bo?.username, bo?.active, ada?.username, ada?.active], ['bo', true, 'ada_old', false]);
    assert.match(JSON.stringify(problemIn(await ask(`undo ${run} dmitri`))), /did not change dmitri/);
    assert.equal(problemIn(await ask(`undo ${run} nobody`)).kind, 'not-found');
  });

  it('takes what the run gave again: an activation, whose name it had given back', async () => {
    await world.carryOut('deactivate user:bo suffix:_old');
    const run = await world.carryOut('activate user:bo_old');

    await undo(run);

    const [bo] = await statesOf('bo');
    assert.deepEqual([bo?.username, bo?.active], ['bo_old', false]);
    await world.carryOut('activate user:bo_old');
    assert.equal((await statesOf('bo'))[0]?.username, 'bo', 'and the name is still remembered');
  });

  it('lists whoever changed since with the reason, and never writes over them', async () => {
    const run = await world.carryOut('deactivate user:ada,bo,dmitri,leo suffix:_old');
    await world.sandbox.rename(world.user('ada'), 'adele');
    await world.sandbox.setActive(world.user('bo'), true);
    await world.sandbox.remove(world.user('dmitri'));
    await reread(world);

    const notice = only((await ask(`undo ${run}`)).posted, 'approval');

    assert.deepEqual(await leftOutOf(world, notice.plan), {
      adele: 'changed-since, is called adele by now',
      dmitri_old: 'gone, no longer in the directory',
    });
    assert.match(
      wordsOf(notice),
      /2 users go back to how they were; 2 cannot: 1 changed since · 1 no longer in the directory/,
    );
    await world.say('tom', `approve ${notice.approval.id}`);
    await world.settle();
    const [ada, bo, , leo] = await statesOf('ada', 'bo', 'dmitri', 'leo');
    assert.deepEqual([ada?.username, ada?.active], ['adele', false]);
    assert.deepEqual([bo?.username, bo?.active], ['bo', true], 'only the name was left to give back');
    assert.deepEqual([leo?.username, leo?.active], ['leo', true]);
  });

  it('leaves alone who was activated since a run that only moved them', async () => {
    await world.sandbox.setActive(world.user('bo'), false);
    await reread(world);
    const run = await world.carryOut('group add to:review-required user:bo,ada status:any');
    await world.sandbox.setActive(world.user('bo'), true);
    await reread(world);

    const { plan } = only((await ask(`undo ${run}`)).posted, 'approval');

    assert.deepEqual(await leftOutOf(world, plan), { bo: 'changed-since, activated since' });
  });

  it('honours what changes between its plan and its write', async () => {
    const run = await world.carryOut('deactivate user:ada,bo,dmitri suffix:_old');
    const id = await world.propose(`undo ${run}`);
    await world.sandbox.rename(world.user('ada'), 'adele');
    await world.sandbox.remove(world.user('dmitri'));
    await world.sandbox.rename(world.user('leo'), 'bo');
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), {
      ada_old: 'skipped: changed-since',
      bo_old: 'failed: conflict',
      dmitri_old: 'skipped: gone',
    });
    assert.deepEqual(
      (await statesOf('bo')).map((bo) => [bo?.username, bo?.active]),
      [['bo_old', false]],
    );
  });

  it('of memberships skips who was deactivated between its plan and its write', async () => {
    const run = await world.carryOut('group add to:review-required user:ada,bo');
    const id = await world.propose(`undo ${run}`);
    await world.sandbox.setActive(world.user('bo'), false);
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), {
      ada: 'done',
      bo: 'skipped: changed-since',
    });
  });

  it('lists whom nobody knows the state of, and does not touch them', async () => {
    wrapApply(world, async (real, ref, ...more) => {
      if (ref !== world.user('bo')) return real(ref, ...more);
      throw new ProblemError({ kind: 'unavailable', source: 'x', message: 'no answer' });
    });
    const id = await world.propose('deactivate user:bo,ada');
    await world.say('tom', `approve ${id}`);
    await world.settleWhileTimePasses();
    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), { ada: 'done', bo: 'failed: unavailable' });

    const { plan } = only((await ask(`undo R-${id.slice(2)}`)).posted, 'approval');

    assert.deepEqual(await leftOutOf(world, plan), {
      bo: 'changed-since, not known how the run left the account',
    });
  });

  it('puts back a user whom the run failed half-way', async () => {
    const [before] = await statesOf('bo');
    wrapApply(world, async (real, ref, step, signal) => {
      if (step.kind !== 'rename') return real(ref, step, signal);
      throw new ProblemError({ kind: 'rejected', source: 'x', message: 'no renames today' });
    });
    const run = await world.carryOut('deactivate user:bo suffix:_old');
    assert.deepEqual(await outcomesOf(world, run), { bo: 'failed: rejected' });
    assert.deepEqual(
      (await statesOf('bo')).map((bo) => [bo?.username, bo?.active]),
      [['bo', false]],
    );

    assert.deepEqual(await outcomesOf(world, await undo(run)), { bo: 'done' });

    assert.deepEqual(await statesOf('bo'), [before]);
  });

  it('of a cancelled run puts back those it reached', async () => {
    await world.end();
    world = await World.create({ concurrency: 1 });
    const id = await world.propose('deactivate user:ada,bo,dmitri');
    let writes = 0;
    wrapApply(world, async (real, ...args) => {
      const applied = await real(...args);
      writes += 1;
      if (writes === 2) await world.say('priya', `cancel R-${id.slice(2)}`);
      return applied;
    });
    await world.say('tom', `approve ${id}`);
    await world.settle();

    const back = await world.propose(`undo R-${id.slice(2)}`);

    assert.deepEqual(await targetsOf(world, back), ['ada', 'bo']);
  });

  it('waits until the run has ended', async () => {
    await world.say('tom', 'stop');
    const run = await world.carryOut('deactivate user:bo');

    assert.match(JSON.stringify(problemIn(await ask(`undo ${run}`))), /still queued.*cancel R-/);
  });

  it('can be undone itself, and that again', async () => {
    const run = await world.carryOut('deactivate user:bo suffix:_old');
    const after = await statesOf('bo');
    const back = await undo(run);
    const before = await statesOf('bo');

    const again = await undo(back);
    assert.deepEqual(await statesOf('bo'), after);
    await undo(again);
    assert.deepEqual(await statesOf('bo'), before);
  });

  it('a second time finds nothing to put back, and says so', async () => {
    const run = await world.carryOut('deactivate user:bo');
    await undo(run);

    const notice = only((await ask(`undo ${run}`)).notices, 'nothing');

    assert.deepEqual(await leftOutOf(world, notice.plan), { bo: 'already-so, already as it was' });
    assert.match(wordsOf(notice), /No user of R-\w+ to put back/);
  });

  it('takes nothing from who was protected or exempted in the meantime', async () => {
    const run = await world.carryOut('group add to:review-required user:bo,ada,dmitri');
    await world.say('tom', 'protect user:bo');
    const id = await world.propose(`undo ${run}`);
    assert.deepEqual(await leftOutOf(world, await planOf(world, id)), { bo: 'protected, protected user' });
    await world.say('tom', 'exempt ada until 2026-12-31 "pilot"');
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), { ada: 'skipped: exempt', dmitri: 'done' });
  });

  it('makes nobody idle again who was put back', async () => {
    const run = await world.carryOut('deactivate user:bo');
    await undo(run);

    const idle = only((await ask('users user:bo inactive:90d')).notices, 'list');
    const why = only((await ask('why bo')).notices, 'why');

    assert.equal(idle.total, 0);
    assert.deepEqual([why.idleDays, why.clockStart], [0, world.clock.now()]);
  });

  it('takes no administration away, and says so plainly: no approval lifts that guardrail', async () => {
    const run = await carryOutByTwo(world, `group add to:${ADMINS},review-required user:bo`);

    const notice = only((await ask(`undo ${run}`)).notices, 'nothing');

    const words = wordsOf(notice);
    assert.match(words, /No user of R-\w+ to put back/);
    assert.match(words, /It changed one user, who is left out\. Nothing was changed\./);
    assert.match(words, /Left out +1 administrator/);
    assert.match(
      words,
      /takes nothing from an administrator, .*, whoever approves: .* in the directory itself/,
    );
    assert.ok((await userNow(world, 'bo'))?.groups.includes(ADMINS));
  });

  it('of a mixed run puts back everybody but the new administrator, whom the card counts', async () => {
    const run = await carryOutByTwo(world, `group add to:${ADMINS} user:bo`);
    const other = await world.carryOut('group add to:review-required user:bo,ada');
    assert.notEqual(run, other);

    const notice = only((await ask(`undo ${other}`)).posted, 'approval');

    assert.match(wordsOf(notice), /1 user goes back to how it was; 1 cannot: administrator\./);
    assert.equal(notice.plan.notes.length, 1);
    assert.deepEqual(await targetsOf(world, notice.approval.id), ['ada']);
  });
});
