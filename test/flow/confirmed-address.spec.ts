import assert from 'node:assert/strict';
import { problemOf } from '../../src/domain/problem.ts';
import { seedFirstAdmins } from '../../src/main/first-admins.ts';
import { audited, reread, wordsOf } from '../support/look.ts';
import { KEY, NEWCOMER, usePeople } from '../support/people.ts';
import { only, World } from '../support/world.ts';

describe('a confirmed address', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const { arrive, told, person } = usePeople(() => world);

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

  it('makes one person of two accounts that come at the same time', async () => {
    const mail = mailOf('ada');
    const other = { platform: 'fake', tenant: 'test', id: 'ada-too' };
    await Promise.all([arrive('whoami', { mail }), arrive('whoami', { mail, account: other })]);
    const people = await world.storage.people.list({ limit: 100 });
    const found = people.filter(({ users }) => users.includes(world.user('ada')));
    assert.deepEqual(
      found.map(({ accounts }) => accounts.map(({ id }) => id).sort()),
      [['ada', 'ada-too']],
    );
  });

  it('of nobody, of a deactivated user or of several tells nothing', async () => {
    assert.match(await told(arrive('whoami', { mail: 'nobody@example.org' })), /does not know the account/);
    const mail = mailOf('bo');
    await world.sandbox.setActive(world.user('bo'), false);
    await reread(world);
    assert.match(await told(arrive('whoami', { mail })), /does not know the account/);
    const { roster } = world.services.census;
    const find = roster.find.bind(roster);
    roster.find = (text) => [...find(text), ...find(text)];
    assert.match(await told(arrive('whoami', { mail: mailOf('ada') })), /fits more than one/);
    assert.equal(await world.storage.people.byAccount(NEWCOMER), undefined);
  });

  for (const name of ['Tom Weiss', 'TOM WEISS', 'tom']) {
    it(`gives nobody who calls themselves ${name} that name`, async () => {
      const { roster } = world.services.census;
      const find = roster.find.bind(roster);
      roster.find = (text) => find(text).map((user) => ({ ...user, displayName: name }));

      const answer = await arrive('whoami', { mail: mailOf('ada') });

      assert.equal(only(answer.notices, 'whoami').name, `${name} (ada)`);
      await arrive('whoami', { mail: mailOf('bo'), account: { ...NEWCOMER, id: 'bo' } });
      assert.equal((await world.say('tom', 'roles take tom approver')).outcome, 'done', 'one is meant');
      assert.equal((await person('tom'))?.name, 'Tom Weiss');
      const settings = { firstAdmins: [{ name: 'tom', account: world.account('tom') }] };
      await seedFirstAdmins(world.services, settings);
    });
  }

  it('makes nobody a first admin by the name they have in a directory', async () => {
    const answer = await arrive('whoami', { mail: mailOf('ada') });
    const { name } = only(answer.notices, 'whoami');
    const other = { ...NEWCOMER, id: 'somebody-else' };
    for (const account of [other, null]) {
      await assert.rejects(seedFirstAdmins(world.services, { firstAdmins: [{ name, account }] }), (error) => {
        const problem = problemOf(error);
        return problem?.kind === 'misconfigured' && problem.remedy.includes(`Say ${name}=${KEY}`);
      });
    }
    assert.equal(await world.storage.people.byAccount(other), undefined);
    assert.deepEqual((await person('ada-okafor'))?.roles, []);
    await seedFirstAdmins(world.services, { firstAdmins: [{ name, account: NEWCOMER }] });
    assert.deepEqual((await person('ada-okafor'))?.roles, ['admin']);
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
