import assert from 'node:assert/strict';
import { seedFirstAdmins } from '../../src/main/first-admins.ts';
import { audited, changePerson, problemIn, wordsOf } from '../support/look.ts';
import { NEWCOMER, usePeople } from '../support/people.ts';
import { only, World } from '../support/world.ts';

/** An account of Mia that the settings gave; the newcomer's is her second one. */
const FIRST = { platform: 'fake', tenant: 'test', id: 'mia' };

describe('one human with two accounts and a confirmed address', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const { arrive, told, ask, approve, person } = usePeople(() => world);
  const mailOf = (username: string) => world.services.census.roster.user(world.user(username))?.email ?? '';

  /** Mia is an admin of whom nobody said which user she is, and a group of that user gives a role. */
  const mia = async (name = 'Mia'): Promise<void> => {
    await seedFirstAdmins(world.services, { firstAdmins: [{ name, account: FIRST }] });
    await approve(await ask('roles give group:team-logistics approver'));
  };

  it('stays one person, who cannot approve what they asked', async () => {
    await mia();
    const mail = mailOf('bo');
    const asked = await arrive('deactivate user:ada', { account: FIRST, mail });
    const { id } = only(asked.posted, 'approval').approval;

    const decided = await arrive(`approve ${id}`, { mail });

    assert.equal(decided.outcome, 'refused');
    assert.match(JSON.stringify(problemIn(decided)), /asked for/);
    assert.deepEqual((await person('mia'))?.users, [world.user('bo')]);
    assert.equal((await world.storage.people.byAccount(NEWCOMER))?.id, 'mia');
  });

  it('is recorded, once', async () => {
    await mia();
    const before = (await audited(world, 'Setting Changed')).length;
    const mail = mailOf('bo');
    const say = () => arrive('whoami', { account: FIRST, mail });
    const [answer] = await Promise.all([say(), say()]);
    assert.equal(answer?.outcome, 'done');
    const entries = await audited(world, 'Setting Changed');
    assert.equal(entries.length, before + 1);
    const entry = entries.find(({ key }) => key.startsWith('mail-user/'));
    assert.match(entry?.description ?? '', /link the user bo to Mia by the address/);
    assert.deepEqual([entry?.actor.person, entry?.target], [null, 'mia']);
    assert.match(wordsOf(only((await say()).notices, 'whoami')), /bo/);
  });

  it('is not bound without the setting, to two users, or to one of somebody else', async () => {
    await mia();
    await arrive('whoami', { account: FIRST });
    await arrive('whoami', { account: FIRST, mail: mailOf('tom') });
    const { roster } = world.services.census;
    const find = roster.find.bind(roster);
    roster.find = (text) => [...find(text), ...find(text)];
    await arrive('whoami', { account: FIRST, mail: mailOf('bo') });
    assert.deepEqual((await person('mia'))?.users, []);
  });

  it('is not bound again to a user that an admin took', async () => {
    await mia();
    const mail = mailOf('bo');
    await arrive('whoami', { account: FIRST, mail });
    await approve(await ask('people unlink user:bo'));

    await arrive('whoami', { account: FIRST, mail });

    assert.deepEqual((await person('mia'))?.users, []);
    assert.match(await told(arrive('whoami', { mail })), /An admin unlinked the user bo/);
    await approve(await ask('people link Mia user:bo'));
    assert.deepEqual((await person('mia'))?.users, [world.user('bo')]);
    assert.equal((await person('mia'))?.unlinkedUsers, undefined);
    assert.equal((await arrive('whoami', { mail })).outcome, 'done');
  });

  it('keeps the user of the same directory that they are', async () => {
    await mia();
    await changePerson(world, 'mia', { users: [world.user('chen')] });
    await arrive('whoami', { account: FIRST, mail: mailOf('bo') });
    assert.deepEqual((await person('mia'))?.users, [world.user('chen')]);
  });

  it('becomes nobody new under the name of a person who may be them', async () => {
    await mia('Bo Lindqvist');
    const mail = mailOf('bo');
    assert.match(await told(arrive('whoami', { mail })), /knows Bo Lindqvist already/);
    await arrive('whoami', { account: FIRST, mail });
    assert.equal((await arrive('whoami', { mail })).outcome, 'done');
    assert.equal((await world.storage.people.byAccount(NEWCOMER))?.id, 'bo-lindqvist');
  });
});
