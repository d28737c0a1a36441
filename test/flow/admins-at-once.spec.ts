import assert from 'node:assert/strict';
import { isReachableAdmin } from '../../src/flows/house/admins-left.ts';
import { allPeople } from '../../src/flows/people.ts';
import { changePerson } from '../support/look.ts';
import { World } from '../support/world.ts';

/** What two admins say at the same moment; each finds the other left. */
const AT_ONCE = [
  ['roles take ines admin', 'roles take tom admin'],
  ['people unlink fake/test/ines', 'people unlink fake/test/tom'],
  ['people unlink fake/test/ines', 'roles take tom admin'],
] as const;

describe('two admins who act on each other at the same moment', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
    await changePerson(world, 'ines', { roles: ['approver', 'admin'] });
    await changePerson(world, 'noor', { roles: ['approver'] });
    await changePerson(world, 'leo', { roles: ['approver'] });
  });
  afterEach(() => world.end());

  const admins = async () => (await allPeople(world.services)).filter(isReachableAdmin).map(({ id }) => id);

  for (const [one, other] of AT_ONCE) {
    it(`leave one: "${one}" and "${other}"`, async () => {
      const answers = await Promise.all([world.say('tom', one), world.say('ines', other)]);
      assert.deepEqual(
        answers.map(({ outcome }) => outcome),
        ['done', 'refused'],
      );
      assert.match(JSON.stringify(answers[1]?.notices), /who is admin. Nothing was changed. Try again/);
      assert.deepEqual(await admins(), ['tom']);
    });
  }

  it('do not hold up what comes after, also when it was refused', async () => {
    await world.say('tom', 'roles take ines admin');
    assert.equal((await world.say('tom', 'roles take tom admin')).outcome, 'refused');
    assert.equal((await world.say('tom', 'roles take leo approver')).outcome, 'done');
  });

  it('write nothing that was held up for longer than their turn lasts', async () => {
    const { people } = world.storage;
    const load = people.load.bind(people);
    people.load = async (id) => {
      const person = await load(id);
      // As a process that is suspended after its last look.
      if (id === 'ines') await world.clock.advance(31_000);
      return person;
    };
    const { outcome } = await world.say('tom', 'roles take ines admin');
    people.load = load;
    assert.equal(outcome, 'refused');
    assert.deepEqual((await admins()).sort(), ['ines', 'tom']);
  });
});
