import assert from 'node:assert/strict';
import { audited, changePerson, problemIn } from '../support/look.ts';
import { KEY, usePeople } from '../support/people.ts';
import { only, World } from '../support/world.ts';

describe('people', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const { arrive, told, refusal } = usePeople(() => world);

  describe('are listed', () => {
    it('with roles, accounts and users, for an admin and an auditor alone', async () => {
      const { people } = only((await world.say('noor', 'people')).notices, 'people');
      assert.deepEqual(people[1], {
        id: 'tom',
        name: 'Tom Weiss',
        roles: ['approver', 'admin'],
        accounts: ['fake/test/tom'],
        users: ['tom'],
      });
      assert.equal((await world.say('tom', 'people list')).outcome, 'done');
      assert.equal(problemIn(await world.say('priya', 'people')).kind, 'not-allowed');
      assert.equal(problemIn(await world.say('noor', `people link Ada ${KEY}`)).kind, 'not-allowed');
      assert.equal(problemIn(await world.say('priya', 'people unlink fake/test/tom')).kind, 'not-allowed');
    });
  });

  describe('the end of an account', () => {
    it('is at once, is recorded, and leaves a stranger', async () => {
      await world.say('tom', 'people unlink fake/test/priya');
      assert.equal((await world.say('priya', 'whoami')).outcome, 'refused');
      const last = (await audited(world, 'Setting Changed')).at(-1);
      assert.equal(last?.description, 'unlink the account fake/test/priya from Priya Nair');
      assert.match(await refusal('tom', 'people unlink fake/test/priya'), /linked to nobody/);
    });

    it('of the last admin is guarded, until another can write', async () => {
      assert.match(await refusal('tom', 'people unlink fake/test/tom'), /leave nobody who is an admin/);
      await changePerson(world, 'noor', { roles: ['admin'], accounts: [] });
      assert.match(await refusal('tom', 'people unlink fake/test/tom'), /leave nobody who is an admin/);
      await changePerson(world, 'noor', { accounts: [world.account('noor')] });
      assert.equal((await world.say('tom', 'people unlink fake/test/tom')).outcome, 'done');
    });
  });

  describe('a stranger', () => {
    it('is told what an admin types, and where there is no admin what the settings take', async () => {
      const known = await told(arrive('whoami'));
      assert.match(known, /with \\"people link YOUR-NAME fake\/test\/ada\\"/);
      assert.doesNotMatch(known, /FIRST_ADMINS/);
      const elsewhere = { platform: 'slack', tenant: 'T012', id: 'U034' };
      assert.match(
        await told(arrive('whoami', { account: elsewhere })),
        /ROLLCALL_FIRST_ADMINS=\\"Your Name=slack\/T012\/U034\\"/,
      );
    });
  });
});
