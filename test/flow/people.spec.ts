import assert from 'node:assert/strict';
import type { Account } from '../../src/domain/account.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import { audited, changePerson, problemIn, reread, wordsOf } from '../support/look.ts';
import { CHANNEL, only, World } from '../support/world.ts';

const ADA: Account = { platform: 'fake', tenant: 'test', id: 'ada' };
const KEY = 'fake/test/ada';

let deliveries = 0;

describe('people', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const ask = async (text: string, person = 'tom') =>
    only((await world.say(person, text)).posted, 'setting-approval').approval.id;
  const person = (id: string) => world.storage.people.load(id as PersonId);
  const refusal = async (who: string, text: string) => JSON.stringify(problemIn(await world.say(who, text)));

  async function approve(id: string, by = 'ines'): Promise<void> {
    await world.say(by, `approve ${id}`);
    await world.settle();
  }

  const arrive = (text: string, more: { account?: Account; mail?: string } = {}) =>
    world.bot.command({
      deliveryId: `people-${deliveries++}`,
      account: ADA,
      place: CHANNEL,
      text,
      files: [],
      at: world.clock.now(),
      ...more,
    });

  async function told(answer: ReturnType<typeof arrive>): Promise<string> {
    return JSON.stringify(problemIn(await answer));
  }

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

  describe('a link of an account', () => {
    it('to a new person holds at once, without a role, and is recorded and told', async () => {
      assert.match(await told(arrive('whoami')), /does not know the account fake\/test\/ada/);

      const answer = await world.say('tom', `people link "Ada Okafor" ${KEY}`);

      assert.match(JSON.stringify(answer.notices), /Ada Okafor is new, with the id ada-okafor/);
      const whoami = only((await arrive('whoami')).notices, 'whoami');
      assert.deepEqual([whoami.name, whoami.roles], ['Ada Okafor', []]);
      assert.match(wordsOf(whoami), /linked to you by Tom Weiss on \d+ \w+ \d{4}/);
      const [entry] = await audited(world, 'Setting Changed');
      assert.deepEqual(
        [entry?.actor.person, entry?.target, entry?.description],
        ['tom', 'ada-okafor', `link the account ${KEY} to Ada Okafor`],
      );
    });

    it('to somebody without a role holds at once, also as a mention', async () => {
      await world.say('tom', `people link leo @${KEY}`);
      assert.equal(only((await arrive('whoami')).notices, 'whoami').name, 'Leo Fischer');
      assert.equal((await person('leo'))?.accounts.length, 2);
    });

    it('gives every new person an id of their own, and says whose name is near', async () => {
      await changePerson(world, 'ada-okafor', { name: 'Somebody', accounts: [] });
      const answer = await world.say('tom', `people link "Ada Okafor" ${KEY}`);
      assert.match(JSON.stringify(answer.notices), /the id ada-okafor-2/);
      const near = await world.say('tom', 'people link "Leo Fisher" fake/test/other');
      assert.match(JSON.stringify(near.notices), /There is also Leo Fischer/);
      await world.say('tom', 'people link "Лев" fake/test/lev');
      assert.equal((await person('лев'))?.name, 'Лев');
    });

    it('to somebody with a role takes a second person, who is not whom it is about', async () => {
      await changePerson(world, 'noor', { roles: ['approver'] });
      const id = await ask(`people link ines ${KEY}`, 'tom');
      assert.equal(await world.storage.people.byAccount(ADA), undefined);
      assert.match(await refusal('tom', `approve ${id}`), /You asked for this/);
      assert.match(await refusal('ines', `approve ${id}`), /This is about who you are/);

      await approve(id, 'noor');

      assert.equal((await world.storage.people.byAccount(ADA))?.id, 'ines');
      const [entry] = await audited(world, 'Setting Changed');
      assert.equal(entry?.description, `${id}: link the account ${KEY} to Ines Duarte`);
      assert.deepEqual((await person('ines'))?.linked?.[KEY], {
        how: 'admin',
        person: 'tom',
        at: world.clock.now(),
      });
    });

    it('is not asked for when nobody could approve it', async () => {
      await changePerson(world, 'noor', { roles: ['admin'] });
      await changePerson(world, 'tom', { accounts: [] });
      assert.match(
        await refusal('noor', `people link ines ${KEY}`),
        /it takes a second person, and there is none/,
      );
    });

    for (const [title, before] of [
      ['a group', async () => {}],
      ['a group, while their user is deactivated', () => world.sandbox.setActive(world.user('leo'), false)],
    ] as const) {
      it(`to somebody with a role through ${title} takes a second person`, async () => {
        await approve(await ask('roles give group:team-design operator'));
        await before();
        await reread(world);

        const id = await ask(`people link leo ${KEY}`);

        await approve(id);
        assert.equal((await world.storage.people.byAccount(ADA))?.id, 'leo');
      });
    }

    it('is nobody’s to make for oneself', async () => {
      assert.match(await refusal('tom', `people link tom ${KEY}`), /Nobody links themselves/);
      assert.match(await refusal('tom', 'people link @fake/test/tom user:bo'), /Nobody links themselves/);
      assert.equal(await world.storage.people.byAccount(ADA), undefined);
    });

    it('to a second person is a conflict that names the first', async () => {
      assert.match(
        await refusal('tom', 'people link leo fake/test/priya'),
        /is linked to Priya Nair\..*people unlink/,
      );
      assert.match(await refusal('tom', 'people link priya fake/test/priya'), /to Priya Nair already/);
    });

    it('is skipped when the account was linked meanwhile, and carried out once', async () => {
      const id = await ask(`people link priya ${KEY}`);
      await world.say('tom', `people link leo ${KEY}`);

      await approve(id);

      assert.equal((await world.storage.people.byAccount(ADA))?.id, 'leo');
      const last = (await audited(world, 'Setting Changed')).at(-1);
      assert.deepEqual([last?.status, last?.description.includes('Leo Fischer’s by now')], ['skipped', true]);
      await world.say('tom', `people unlink ${KEY}`);
      await world.scheduler.enqueue({ name: 'change-setting', key: 'again', payload: { approval: id } });
      await world.settle();
      assert.equal(await world.storage.people.byAccount(ADA), undefined);
    });
  });

  describe('a link of a directory user', () => {
    it('takes a second person, and gives the roles of the user’s groups', async () => {
      await world.say('tom', `people link "Bo Lindqvist" ${KEY}`);
      await approve(await ask('roles give group:team-logistics operator'));
      const id = await ask('people link "Bo Lindqvist" user:bo');
      assert.equal((await arrive('users user:ada')).outcome, 'refused');

      await approve(id);

      assert.equal((await arrive('users user:ada')).outcome, 'done');
      assert.match(await refusal('tom', 'people link leo user:bo'), /is linked to Bo Lindqvist/);
      assert.match(await refusal('tom', 'people link "Bo Lindqvist" user:bo'), /Bo Lindqvist already/);
      assert.equal(problemIn(await world.say('tom', 'people link leo user:nobody-such')).kind, 'not-found');
    });

    it('makes a new person only when it is approved', async () => {
      const id = await ask('people link "Bo Lindqvist" user:bo');
      assert.equal(await person('bo-lindqvist'), undefined);
      await approve(id);
      assert.deepEqual((await person('bo-lindqvist'))?.users, [world.user('bo')]);
    });

    it('is skipped when the user is somebody’s by then', async () => {
      const first = await ask('people link leo user:bo');
      const second = await ask('people link priya user:bo');
      await approve(first);
      await approve(second);
      assert.deepEqual((await person('priya'))?.users, [world.user('priya')]);
      assert.equal((await audited(world, 'Setting Changed')).at(-1)?.status, 'skipped');
    });

    it('is ended by a second person, who then may decide on the user', async () => {
      await changePerson(world, 'noor', { roles: ['approver'] });
      const id = await ask('people unlink user:ines');
      assert.match(await refusal('ines', `approve ${id}`), /somebody else has to decide/);
      await approve(id, 'noor');
      assert.deepEqual((await person('ines'))?.users, []);
      assert.match(await refusal('tom', 'people unlink user:ines'), /linked to nobody/);
    });

    it('that gives the only admin their role is not ended', async () => {
      await approve(await ask('roles give group:team-it admin'));
      await changePerson(world, 'priya', { accounts: [] });
      await changePerson(world, 'tom', { roles: ['approver'] });
      assert.match(await refusal('tom', 'people unlink user:tom'), /leave nobody who is an admin/);
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

  describe('a confirmed address', () => {
    const mailOf = (username: string) => world.services.census.roster.user(world.user(username))?.email ?? '';

    it('makes somebody new a person without a role, recorded as Rollcall’s doing', async () => {
      const answer = await arrive('whoami', { mail: mailOf('ada').toUpperCase() });

      const whoami = only(answer.notices, 'whoami');
      assert.deepEqual([whoami.name, whoami.roles, whoami.users], ['Ada Okafor', [], ['ada']]);
      assert.match(wordsOf(whoami), /by the address that this chat confirms/);
      const [entry] = await audited(world, 'Setting Changed');
      assert.deepEqual([entry?.actor.person, entry?.target, entry?.status], [null, 'ada-okafor', 'done']);
      assert.equal((await arrive('whoami')).outcome, 'done', 'linked for good');
    });

    it('finds the person who is that user, whatever they may', async () => {
      const answer = await arrive('whoami', { mail: mailOf('tom') });
      assert.deepEqual(only(answer.notices, 'whoami').name, 'Tom Weiss');
      assert.equal((await person('tom'))?.accounts.length, 2);
    });

    it('links once when two messages come at the same time', async () => {
      const mail = mailOf('ada');
      const answers = await Promise.all([arrive('whoami', { mail }), arrive('whoami', { mail })]);
      assert.deepEqual(
        answers.map(({ outcome }) => outcome),
        ['done', 'done'],
      );
      assert.equal((await audited(world, 'Setting Changed')).length, 1);
    });

    it('of nobody, of a deactivated user or of several tells nothing', async () => {
      assert.match(await told(arrive('whoami', { mail: 'nobody@example.org' })), /does not know the account/);
      const mail = mailOf('bo');
      await world.sandbox.setActive(world.user('bo'), false);
      await reread(world);
      assert.match(await told(arrive('whoami', { mail })), /does not know the account/);
      await changePerson(world, 'leo', { users: [world.user('ada')] });
      await changePerson(world, 'noor', { users: [world.user('ada')] });
      assert.match(await told(arrive('whoami', { mail: mailOf('ada') })), /fits more than one/);
      assert.equal(await world.storage.people.byAccount(ADA), undefined);
    });

    it('brings no account back that an admin took', async () => {
      const mail = mailOf('ada');
      await arrive('whoami', { mail });
      await world.say('tom', `people unlink ${KEY}`);
      assert.match(await told(arrive('whoami', { mail })), /An admin unlinked it/);
      await world.say('tom', `people link ada-okafor ${KEY}`);
      assert.equal((await arrive('whoami', { mail })).outcome, 'done');
    });
  });

  describe('a mention', () => {
    const MENTION = '@fake/test/leo';

    it('stands for the user in every command that takes one', async () => {
      assert.equal(only((await world.say('priya', `user ${MENTION}`)).notices, 'user').user.username, 'leo');
      assert.equal(only((await world.say('priya', `why ${MENTION}`)).notices, 'why').user.username, 'leo');
      for (const filter of [MENTION, `user:${MENTION}`, `list:${MENTION},leo`]) {
        const list = only((await world.say('priya', `users ${filter}`)).notices, 'list');
        assert.deepEqual(
          list.rows.map(({ username }) => username),
          ['leo'],
          filter,
        );
      }
      const run = await world.carryOut(`deactivate ${MENTION}`);
      await world.propose(`undo ${run} ${MENTION}`);
      assert.equal((await world.say('tom', `protect user:${MENTION}`)).outcome, 'done');
      assert.match(await refusal('tom', 'protect user:leo'), /leo is protected already/);
      await ask(`protect remove user:${MENTION}`);
      assert.equal((await world.say('priya', `exempt ${MENTION} until 2030-01-01 "away"`)).outcome, 'done');
      await ask(`exempt remove ${MENTION}`, 'priya');
      await world.say('priya', `filter save him ${MENTION}`);
      assert.equal(
        only((await world.say('priya', 'filter list')).notices, 'filters').entries[0]?.text,
        'user:leo',
      );
      await ask(`roles give ${MENTION} auditor`);
      const audit = only((await world.say('noor', `audit target:${MENTION}`)).notices, 'audit');
      assert.ok(audit.events.length > 0);
      const own = only((await world.say('noor', 'audit person:@fake/test/tom')).notices, 'audit');
      assert.ok(own.events.length > 0);
    });

    it('of somebody who is several users is all of them in a filter, and asks which elsewhere', async () => {
      await changePerson(world, 'leo', { users: [world.user('leo'), world.user('bo')] });
      const list = only((await world.say('priya', `users ${MENTION} sort:name`)).notices, 'list');
      assert.deepEqual(list.rows.map(({ username }) => username).sort(), ['bo', 'leo']);
      const both = only((await world.say('priya', `users ${MENTION} user:bo`)).notices, 'list');
      assert.deepEqual(
        both.rows.map(({ username }) => username),
        ['bo'],
      );
      const which = problemIn(await world.say('priya', `user ${MENTION}`));
      assert.deepEqual(which.kind === 'ambiguous' && which.choices, ['leo', 'bo']);
    });

    it('of nobody known, or of nobody’s user, says what an admin can do', async () => {
      for (const text of [`user @${KEY}`, `users @${KEY}`, `deactivate user:bo,@${KEY}`]) {
        assert.match(
          await refusal('priya', text),
          /is linked to no person.*people link NAME fake\/test\/ada/,
          text,
        );
      }
      await world.say('tom', `people link "Ada O" ${KEY}`);
      assert.match(await refusal('priya', `why @${KEY}`), /no user of the directories.*user:NAME/);
    });
  });
});
