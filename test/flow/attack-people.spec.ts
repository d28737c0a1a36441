import assert from 'node:assert/strict';
import { seedFirstAdmins } from '../../src/main/first-admins.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { changePerson, reread } from '../support/look.ts';
import { KEY, NEWCOMER, usePeople } from '../support/people.ts';
import { World } from '../support/world.ts';

describe('attack people', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());
  const { arrive, ask, approve, person } = usePeople(() => world);

  it('A: an account linked while a role waits gets the role', async () => {
    const id = await ask('roles give leo approver');
    const answer = await world.say('tom', `people link leo ${KEY}`);
    await approve(id);
    const leo = await person('leo');
    assert.ok(
      !(leo?.roles.includes('approver') && leo.accounts.length > 1),
      JSON.stringify([answer.outcome, leo]),
    );
  });

  const rename = async (username: string, displayName: string) => {
    const { roster } = world.services.census;
    const find = roster.find.bind(roster);
    roster.find = (text) =>
      find(text).map((user) => (user.username === username ? { ...user, displayName } : user));
  };
  const mailOf = (username: string) => world.services.census.roster.user(world.user(username))?.email ?? '';

  it('B: renamed stranger becomes first admin', async () => {
    await rename('ada', 'Mia Keller');
    await arrive('whoami', { mail: mailOf('ada') });
    const settings = {
      firstAdmins: [{ name: 'Mia Keller', account: { platform: 'fake', tenant: 'test', id: 'mia' } }],
    };
    const error = await seedFirstAdmins(world.services, settings as unknown as Settings).catch((e) => e);
    const holder = await world.storage.people.byAccount(NEWCOMER);
    assert.ok(!holder?.roles.includes('admin'), JSON.stringify([error, holder]));
  });

  it('B2: renamed stranger stops the next start', async () => {
    await rename('ada', 'Tom Weiss');
    await arrive('whoami', { mail: mailOf('ada') });
    const settings = {
      firstAdmins: [{ name: 'Tom Weiss', account: { platform: 'fake', tenant: 'test', id: 'tom' } }],
    };
    await seedFirstAdmins(world.services, settings as unknown as Settings);
  });

  it('B3: renamed to an id', async () => {
    await rename('ada', 'tom');
    await arrive('whoami', { mail: mailOf('ada') });
    const settings = {
      firstAdmins: [{ name: 'tom', account: { platform: 'fake', tenant: 'test', id: 'tom' } }],
    };
    await seedFirstAdmins(world.services, settings as unknown as Settings);
  });
});
