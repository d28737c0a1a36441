import assert from 'node:assert/strict';
import { audited, changePerson, problemIn, reread, wordsOf } from '../support/look.ts';
import { KEY, NEWCOMER, usePeople } from '../support/people.ts';
import { only, World } from '../support/world.ts';

describe('a link of an account', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const { arrive, told, refusal, ask, approve, person, holder } = usePeople(() => world);

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
    const answer = await world.say('tom', `people link leo @${KEY}`);
    assert.match(JSON.stringify(answer.notices), /was known already and writes from fake\/test\/leo too/);
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
    assert.equal(await world.storage.people.byAccount(NEWCOMER), undefined);
    assert.match(await refusal('tom', `approve ${id}`), /You asked for this/);
    assert.match(await refusal('ines', `approve ${id}`), /This is about who you are/);

    await approve(id, 'noor');

    assert.equal(await holder(), 'ines');
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
      assert.equal(await holder(), 'leo');
    });
  }

  it('to somebody whose role waits for a second person does not get that role', async () => {
    const answer = await world.say('tom', 'roles give leo approver');
    const asked = only(answer.posted, 'setting-approval');
    assert.match(wordsOf(asked), /Writes from\s+fake\/test\/leo/);
    await world.say('tom', `people link leo ${KEY}`);

    await approve(asked.approval.id);

    assert.deepEqual((await person('leo'))?.roles, []);
    const last = (await audited(world, 'Setting Changed')).at(-1);
    assert.deepEqual(
      [last?.status, last?.description],
      [
        'skipped',
        `${asked.approval.id}: give Leo Fischer the role approver, who writes from another account by now`,
      ],
    );
    const again = only((await world.say('tom', 'roles give leo approver')).posted, 'setting-approval');
    assert.match(wordsOf(again), /fake\/test\/leo, fake\/test\/ada/);
    await approve(again.approval.id);
    assert.deepEqual((await person('leo'))?.roles, ['approver']);
  });

  it('that is ended sees nothing more of a card that lies there', async () => {
    const id = await world.propose('deactivate user:bo');
    await world.settle();
    await world.say('tom', 'people unlink fake/test/ines');
    await world.say('tom', `people link ines ${KEY}`);

    await world.say('tom', `approve ${id}`);
    await world.settle();

    const states = (account: string) =>
      world.chat.in(`dm-${account}`).map(({ notice }) => 'approval' in notice && notice.approval.state);
    assert.deepEqual(states('ines'), ['waiting']);
    assert.ok(states('priya').includes('approved'));
    assert.deepEqual(world.scheduler.errors, []);
  });

  it('on a platform that does not run is refused with what does', async () => {
    const problem = problemIn(await world.say('tom', 'people link leo fakee/test/ada'));
    assert.match(JSON.stringify(problem), /does not run here.*switch it on in the settings first.*: fake/);
    assert.equal((await person('leo'))?.accounts.length, 1);
    await changePerson(world, 'leo', { accounts: [{ platform: 'gone', tenant: 'test', id: 'leo' }] });
    assert.equal((await world.say('tom', 'people unlink gone/test/leo')).outcome, 'done');
  });

  it('is nobody’s to make for oneself', async () => {
    assert.match(await refusal('tom', `people link tom ${KEY}`), /Nobody links themselves/);
    assert.match(await refusal('tom', 'people link @fake/test/tom user:bo'), /Nobody links themselves/);
    assert.equal(await world.storage.people.byAccount(NEWCOMER), undefined);
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

    assert.equal(await holder(), 'leo');
    const last = (await audited(world, 'Setting Changed')).at(-1);
    assert.deepEqual([last?.status, last?.description.includes('Leo Fischer’s by now')], ['skipped', true]);
    await world.say('tom', `people unlink ${KEY}`);
    await world.scheduler.enqueue({ name: 'change-setting', key: 'again', payload: { approval: id } });
    await world.settle();
    assert.equal(await world.storage.people.byAccount(NEWCOMER), undefined);
  });
});
