import assert from 'node:assert/strict';
import { audited, changePerson, problemIn } from '../support/look.ts';
import { KEY, usePeople } from '../support/people.ts';
import { World } from '../support/world.ts';

describe('a link of a directory user', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const { arrive, refusal, ask, approve, person } = usePeople(() => world);

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

  it('goes to one person where two links of it are carried out at once', async () => {
    const { people } = world.storage;
    const first = await ask('people link leo user:bo');
    const second = await ask('people link priya user:bo');
    const before = await people.list({ limit: 100, newestFirst: false });
    await approve(first);
    await world.say('ines', `approve ${second}`);
    const [list, replace] = [people.list.bind(people), people.replace.bind(people)];
    let refused = 0;
    people.list = async (query) => (refused === 0 ? before : list(query));
    people.replace = (record, effects) =>
      replace(record, effects).catch((error: unknown) => {
        refused += 1;
        throw error;
      });

    await world.settleAtLast();
    assert.equal(refused, 1);

    assert.deepEqual((await person('leo'))?.users, [world.user('leo'), world.user('bo')]);
    assert.deepEqual((await person('priya'))?.users, [world.user('priya')]);
    const last = (await audited(world, 'Setting Changed')).at(-1);
    assert.deepEqual([last?.status, last?.description.includes('Leo Fischer’s by now')], ['skipped', true]);
  });

  it('is recorded as skipped where somebody else got the user while it was carried out', async () => {
    const { people } = world.storage;
    const first = await ask('people link leo user:bo');
    const second = await ask('people link priya user:bo');
    const before = await people.list({ limit: 100, newestFirst: false });
    await approve(first);
    await world.say('ines', `approve ${second}`);
    const list = people.list.bind(people);
    const load = world.storage.audit.read.bind(world.storage.audit);
    let isLate = false;
    people.list = async (query) => (isLate ? list(query) : before);
    // Asked right before it is carried out.
    world.storage.audit.read = (query) => {
      isLate = true;
      return load(query);
    };

    await world.settleAtLast();

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
