import assert from 'node:assert/strict';
import {
  audited,
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

const _ADMINS = 'confluence-administrators';

describe('adding to groups', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('takes names in any case, adds what is missing and leaves the rest', async () => {
    const run = await world.carryOut('group add to:REVIEW-required,"all hands" user:bo,leo');

    assert.deepEqual(await outcomesOf(world, run), { bo: 'done', leo: 'done' });
    const steps = (await world.sandbox.writes()).map(({ step, what }) => `${step} ${what}`);
    assert.deepEqual(steps.sort(), ['join all hands', 'join review-required', 'join review-required']);
    const told = await audited(world, 'Added to Group');
    assert.deepEqual(told.map(({ target, before, after }) => [target, before, after]).sort(), [
      ['bo', 'not in review-required', 'in review-required'],
      ['leo', 'not in review-required, not in all hands', 'in review-required, in all hands'],
    ]);
  });

  it('leaves out who is in already, be it through another group', async () => {
    const answer = await world.say('priya', 'group add to:"all hands" user:bo,esra');

    const { plan } = only(answer.notices, 'nothing');
    assert.deepEqual(await leftOutOf(world, plan), {
      bo: 'already-so, already in all hands',
      esra: 'already-so, already in all hands',
    });
  });

  it('takes the seats that the plan said', async () => {
    const spare = only((await world.say('priya', 'users licensed:no dir:internal per:10')).notices, 'list');
    const user = spare.rows[0]?.username;

    const id = await world.propose(`group add to:confluence-users user:${user}`);
    const { seats } = await planOf(world, id);
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.equal(seats.freed, -1);
    assert.equal((await runOf(world, `R-${id.slice(2)}`)).readBack?.seatsReal, seats.used + 1);
  });

  for (const text of [
    'group add to:suport-staff user:bo',
    'group remove from:suport-staff user:bo',
    'group move from:suport-staff to:review-required user:bo',
    'group move from:review-required to:suport-staff user:bo',
  ]) {
    it(`asks about a group that is unknown, with the nearest: ${text}`, async () => {
      const problem = problemIn(await world.say('priya', text));

      assert.equal(problem.kind, 'not-found');
      assert.match(JSON.stringify(problem), /support-staff/);
      assert.equal(await world.storage.approvals.count(), 0);
    });
  }
});

describe('removing from groups', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('leaves out what is inherited, naming the group, who is not in, and a read-only directory', async () => {
    const answer = await world.say(
      'priya',
      'group remove from:"all hands",équipe-bordeaux user:bo,esra,leo,frida',
    );

    const { plan } = only(answer.posted, 'approval');
    assert.deepEqual(await targetsOf(world, `A-${plan.id.slice(2)}`), ['bo']);
    assert.deepEqual(await leftOutOf(world, plan), {
      esra: 'inherited, in all hands through team-lisbon',
      leo: 'already-so, not in all hands, équipe-bordeaux',
      frida: 'read-only-directory, Corporate LDAP is read-only',
    });
  });

  it('frees a seat, records it, and the user keeps the account', async () => {
    const id = await world.propose('group remove from:confluence-users user:bo,dmitri');
    const { seats } = await planOf(world, id);
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.equal(seats.freed, 2);
    assert.equal((await runOf(world, `R-${id.slice(2)}`)).readBack?.seatsReal, seats.used - 2);
    const bo = await userNow(world, 'bo');
    assert.deepEqual([bo?.active, bo?.seat.kind], [true, 'none']);
    const [entry] = await audited(world, 'Removed from Group');
    assert.deepEqual([entry?.before, entry?.after], ['in confluence-users', 'not in confluence-users']);
  });

  it('says who stays in all the same, and frees no seat that another group brings', async () => {
    await world.sandbox.addToGroup(world.user('esra'), 'confluence-users');
    await reread(world);

    const asked = only(
      (await world.say('priya', 'group remove from:confluence-users user:esra,bo')).posted,
      'approval',
    );
    await world.say('tom', `approve ${asked.approval.id}`);
    await world.settle();

    assert.match(wordsOf(asked), /1 of them stays in a group all the same, through another group/);
    assert.equal(asked.plan.seats.freed, 1);
    const { readBack } = await runOf(world, `R-${asked.approval.id.slice(2)}`);
    assert.deepEqual([readBack?.seatsReal, readBack?.unexpected], [asked.plan.seats.used - 1, 0]);
    const esra = await userNow(world, 'esra');
    assert.deepEqual(esra?.inherited?.['confluence-users'], 'team-lisbon');
  });

  it('says nothing of that where nobody stays', async () => {
    const id = await world.propose('group remove from:confluence-users user:bo');

    assert.deepEqual((await planOf(world, id)).notes, []);
  });
});

describe('moving between groups', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('joins the new ahead of leaving the old, and records both', async () => {
    const run = await world.carryOut('group move from:team-logistics to:team-sales,review-required user:bo');

    const steps = (await world.sandbox.writes()).map(({ step, what }) => `${step} ${what}`);
    assert.deepEqual(steps, ['join team-sales', 'join review-required', 'leave team-logistics']);
    assert.deepEqual(await outcomesOf(world, run), { bo: 'done' });
    const both = [await audited(world, 'Added to Group'), await audited(world, 'Removed from Group')];
    for (const [entry, ...more] of both) {
      assert.deepEqual([entry?.target, more.length], ['bo', 0]);
      assert.equal(entry?.before, 'not in team-sales, not in review-required, in team-logistics');
      assert.equal(entry?.after, 'in team-sales, in review-required, not in team-logistics');
    }
  });

  it('leaves out who is in none of the old groups or only through another, and gives them nothing', async () => {
    const answer = await world.say(
      'priya',
      'group move from:"all hands" to:review-required user:leo,esra,bo',
    );

    const { plan } = only(answer.posted, 'approval');
    assert.deepEqual(await leftOutOf(world, plan), {
      leo: 'not-a-member, not in all hands',
      esra: 'inherited, in all hands through team-lisbon',
    });
  });

  it('skips who left the old group after the plan', async () => {
    const id = await world.propose('group move from:team-logistics to:team-sales user:bo');
    await world.sandbox.leaveGroup(world.user('bo'), 'team-logistics');
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), { bo: 'skipped: not-a-member' });
    assert.deepEqual(await world.sandbox.writes(), []);
  });

  it('from a group into itself is refused', async () => {
    const answer = await world.say('priya', 'group move from:team-sales to:team-sales,team-it user:bo');

    assert.equal(answer.outcome, 'refused');
  });
});
