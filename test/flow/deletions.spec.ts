import assert from 'node:assert/strict';
import {
  audited,
  carryOutByTwo,
  lastFileOf,
  leftOutOf,
  outcomesOf,
  problemIn,
  reread,
  runOf,
  userNow,
  wordsOf,
} from '../support/look.ts';
import { only, World } from '../support/world.ts';

const DAY_MS = 86_400_000;

describe('deleting', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  /** Deactivates bo and lets so many days pass, a read included. */
  async function deactivatedFor(days: number): Promise<void> {
    await world.carryOut('deactivate user:bo');
    await world.clock.advance(days * DAY_MS);
    await reread(world);
  }

  it('is for nobody who was deactivated for less than 30 days, nor for anybody active', async () => {
    await deactivatedFor(29);

    const answer = await world.say('priya', 'users delete user:bo,ada status:any');

    const { plan } = only(answer.notices, 'nothing');
    assert.deepEqual(await leftOutOf(world, plan), {
      ada: 'not-long-deactivated, still active',
      bo: 'not-long-deactivated, deactivated for less than 30 days',
    });
  });

  it('takes two approvals, says that nothing undoes it, and is gone afterwards', async () => {
    await deactivatedFor(30);
    const asked = only((await world.say('priya', 'users delete user:bo')).posted, 'approval');
    const { id } = asked.approval;
    assert.match(wordsOf(asked), /waiting · 0 of 2 approvals/);
    assert.match(wordsOf(asked), /cannot be undone/);
    await world.say('tom', `approve ${id}`);
    await world.settle();
    assert.equal((await world.storage.runs.list({ limit: 9 })).length, 1, 'one approval starts nothing');

    await world.say('ines', `approve ${id}`);
    await world.settle();

    assert.equal(await userNow(world, 'bo'), undefined);
    assert.equal(only((await world.say('priya', 'users user:ada,bo status:any')).notices, 'list').total, 1);
    const run = `R-${id.slice(2)}`;
    assert.deepEqual((await runOf(world, run)).approvedBy, ['tom', 'ines']);
    assert.equal((await runOf(world, run)).readBack?.unexpected, 0);
    const [entry] = await audited(world, 'User Deleted');
    assert.deepEqual([entry?.target, entry?.before, entry?.after], ['bo', 'deactivated', 'deleted']);
    const refused = problemIn(await world.say('priya', `undo ${run}`));
    assert.match(refused.kind === 'guarded' ? refused.message : '', /cannot be undone/);
    assert.doesNotMatch(wordsOf(only((await world.say('priya', `run ${run}`)).notices, 'run')), /undo/i);
  });

  it('a second time finds it already so and asks the directory for nothing', async () => {
    await deactivatedFor(30);
    const second = await world.propose('users delete user:bo');
    await carryOutByTwo(world, 'users delete user:bo');
    const writes = (await world.sandbox.writes()).length;

    for (const person of ['tom', 'ines']) await world.say(person, `approve ${second}`);
    await world.settle();

    assert.deepEqual(await outcomesOf(world, `R-${second.slice(2)}`), { bo: 'already-so' });
    assert.equal((await world.sandbox.writes()).length, writes);
    const told = await audited(world, 'User Deleted');
    assert.deepEqual(
      told.map(({ status }) => status),
      ['done', 'skipped'],
    );
  });

  it('skips who was activated after the plan', async () => {
    await deactivatedFor(30);
    const id = await world.propose('users delete user:bo');
    await world.sandbox.setActive(world.user('bo'), true);
    for (const person of ['tom', 'ines']) await world.say(person, `approve ${id}`);
    await world.settle();

    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), { bo: 'skipped: not-long-deactivated' });
    assert.equal((await userNow(world, 'bo'))?.active, true);
  });

  it('by its bare word acts on nothing and offers what was meant', async () => {
    const problem = problemIn(await world.say('priya', 'delete user:bo'));

    assert.match(JSON.stringify(problem), /users delete user:bo/);
    assert.equal(await world.storage.approvals.count(), 0);
  });
});

describe('the results of a run', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('are one row a user with steps, outcome, reason and the whole state before and after', async () => {
    const id = await world.propose('deactivate user:bo,ada suffix:_old');
    await world.sandbox.addToGroup(world.user('ada'), 'confluence-administrators');
    await world.say('tom', `approve ${id}`);
    await world.settle();

    await world.click('priya', 'download-results', `R-${id.slice(2)}`);

    const [header, ...rows] = await lastFileOf(world, 'priya');
    assert.equal(header, 'username,display name,email,directory,steps,outcome,reason,before,after,at');
    const groups = 'all hands;confluence-users;team-logistics';
    const bo = rows.find((row) => row.startsWith('bo,'));
    assert.equal(
      bo?.replace(/,[^,]*$/, ''),
      `bo,Bo Lindqvist,bo@example.com,Internal Directory,"deactivate, rename to bo_old",done,,active · bo · ${groups},deactivated · bo_old · ${groups}`,
    );
    assert.match(bo ?? '', /,2026-11-24T08:14:00Z$/);
    assert.match(
      rows.find((row) => row.startsWith('ada,')) ?? '',
      /,skipped,member of confluence-administrators,active · ada · confluence-administrators;/,
    );
    assert.equal(rows.length, 2);
  });

  it('are for who asked, approvers and auditors alone', async () => {
    const run = await world.carryOut('deactivate user:bo');

    const outcomes: string[] = [];
    for (const person of ['tom', 'noor', 'leo']) {
      outcomes.push((await world.click(person, 'download-results', run)).outcome);
    }

    assert.deepEqual(outcomes, ['done', 'done', 'refused']);
  });
});
