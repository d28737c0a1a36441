import assert from 'node:assert/strict';
import type { PersonId } from '../../src/domain/ids.ts';
import { groupRoleId } from '../../src/flows/house/roles.ts';
import { audited, changePerson, problemIn, reread, userNow, wordsOf } from '../support/look.ts';
import { only, World } from '../support/world.ts';

describe('a setting', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const told = async () => (await audited(world, 'Setting Changed')).map(({ description }) => description);

  async function ask(text: string): Promise<string> {
    return only((await world.say('tom', text)).posted, 'setting-approval').approval.id;
  }

  async function approve(id: string): Promise<void> {
    assert.equal((await world.say('ines', `approve ${id}`)).outcome, 'done');
    await world.settle();
  }

  it('that could not be changed is not on record as changed', async () => {
    await world.say('priya', 'filter save leavers user:bo');
    await approve(await ask('roles add group:team-web operator'));
    const before = await told();
    for (const store of [world.storage.filters, world.storage.groupRoles]) {
      Object.assign(store, { remove: () => Promise.reject(new Error('the disk is full')) });
    }

    assert.equal((await world.say('priya', 'filter delete leavers')).outcome, 'failed');
    assert.equal((await world.say('tom', 'roles remove group:team-web operator')).outcome, 'failed');

    assert.deepEqual(await told(), before);
  });

  it('that is taken away is on record', async () => {
    await world.say('priya', 'filter save leavers user:bo');
    await approve(await ask('roles add group:team-web operator'));
    await world.say('priya', 'filter delete leavers');
    await world.say('tom', 'roles remove group:team-web operator');

    assert.deepEqual((await told()).slice(-2), [
      'delete the filter leavers',
      'take the role operator from group team-web',
    ]);
  });

  for (const [title, role, give] of [
    ['a person', 'roles add leo approver', () => changePerson(world, 'leo', { roles: ['approver'] })],
    [
      'a group',
      'roles add group:team-web approver',
      () =>
        world.storage.groupRoles.create({
          id: groupRoleId('approver', 'team-web'),
          version: 1,
          role: 'approver',
          group: 'team-web',
          by: 'tom' as PersonId,
          at: world.clock.now(),
        }),
    ],
  ] as const) {
    it(`is on record though ${title} has the role by the time it is approved`, async () => {
      const id = await ask(role);
      await give();
      await approve(id);

      assert.ok((await told()).some((words) => words.startsWith(`${id}: give`)));
    });
  }

  it('is carried out once, also when the clock was set back after it was asked for', async () => {
    const id = await ask('roles add leo approver');
    const { clock } = world;
    const now = clock.now.bind(clock);
    Object.assign(clock, { now: () => now() - 60_000 });
    await approve(id);
    await world.say('tom', 'roles remove leo approver');
    await world.scheduler.enqueue({ name: 'change-setting', key: id, payload: { approval: id } });
    await world.settle();

    assert.deepEqual((await world.storage.people.load('leo' as PersonId))?.roles, []);
  });

  describe('that others use: a saved filter', () => {
    beforeEach(async () => {
      await world.say('priya', 'filter save leavers user:bo');
      await changePerson(world, 'max', { roles: ['operator'] });
    });

    for (const text of ['filter save LEAVERS user:ada', 'filter delete leavers']) {
      it(`is its owner's and an admin's to change: ${text}`, async () => {
        const problem = problemIn(await world.say('max', text));
        assert.equal(problem.kind, 'not-allowed');
        assert.match(JSON.stringify(problem), /a filter of Priya Nair\. Nothing was changed/);
        assert.equal((await world.storage.filters.load('leavers'))?.text, 'user:bo');

        assert.equal((await world.say('tom', text)).outcome, 'done');
        assert.notEqual((await world.storage.filters.load('leavers'))?.text, 'user:bo');
      });
    }
  });

  describe('of an account that was renamed: its protection', () => {
    const names = async () =>
      (await world.storage.protections.list({ limit: 9, newestFirst: false })).map(({ user }) => user);

    beforeEach(async () => {
      await world.say('tom', 'protect user:bo');
      await world.sandbox.rename(world.user('bo'), 'bo2');
      await world.sandbox.rename(world.user('esra'), 'bo');
      await reread(world);
    });

    it('is ended by the card that says both of its names', async () => {
      const { posted } = await world.say('tom', 'protect remove user:bo');
      const notice = only(posted, 'setting-approval');
      assert.match(wordsOf(notice), /Stop protecting the user bo, now bo2/);
      await approve(notice.approval.id);

      assert.deepEqual(await names(), []);
      assert.match((await told()).at(-1) ?? '', /stop protecting user bo, now bo2$/);
    });

    it('does not stand for that of the account that has the name by now', async () => {
      assert.equal((await world.say('tom', 'protect user:bo')).outcome, 'done');
      assert.deepEqual(await names(), [world.user('bo'), world.user('esra')]);
      assert.equal(problemIn(await world.say('tom', 'protect user:bo')).kind, 'conflict');

      const mine = await ask('protect remove user:bo');
      await world.sandbox.rename(world.user('esra'), 'bo3');
      await reread(world);
      await approve(mine);
      assert.deepEqual(await names(), [world.user('bo')]);
      assert.equal((await userNow(world, 'bo'))?.username, 'bo2');
    });
  });
});
