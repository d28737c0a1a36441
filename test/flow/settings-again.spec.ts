import assert from 'node:assert/strict';
import type { PersonId } from '../../src/domain/ids.ts';
import { only, World } from '../support/world.ts';

/** Jobs are delivered at least once: after a crash one may come again when its effect is no longer wanted. */
describe('the job of an approved setting that comes again', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('does not end a protection that was given again since', async () => {
    await world.say('tom', 'protect user:bo');
    const again = await approved('tom', 'protect remove user:bo', 'ines');
    await world.say('tom', 'protect user:bo');

    await again();

    assert.equal((await world.storage.protections.list({ limit: 9 }))[0]?.name, 'bo');
  });

  it('does not end an exemption that was given again since', async () => {
    await world.say('priya', 'exempt bo until 2027-01-31 "on leave"');
    const again = await approved('priya', 'exempt remove bo', 'tom');
    await world.say('priya', 'exempt bo until 2027-01-31 "on leave after all"');

    await again();

    assert.notEqual(await world.storage.exemptions.load(world.user('bo')), undefined);
  });

  it('does not give back a role that was taken since', async () => {
    const again = await approved('tom', 'roles add leo approver', 'ines');
    await world.say('tom', 'roles remove leo approver');

    await again();

    assert.deepEqual((await world.storage.people.load('leo' as PersonId))?.roles, []);
  });

  it('tells of the change once', async () => {
    await world.say('tom', 'protect user:bo');
    const again = await approved('tom', 'protect remove user:bo', 'ines');
    await again();

    const told = (await world.audit()).filter((entry) => entry === 'Setting Changed: done');
    assert.equal(told.length, 2, 'the protection and its end');
  });

  /** Has a setting asked for, approved and changed; gives the way to run its job once more. */
  async function approved(asker: string, text: string, approver: string): Promise<() => Promise<void>> {
    const answer = await world.say(asker, text);
    const { id } = only(answer.posted, 'setting-approval').approval;
    assert.equal((await world.say(approver, `approve ${id}`)).outcome, 'done');
    await world.settle();
    await world.clock.advance(1000);
    return async () => {
      await world.scheduler.enqueue({ name: 'change-setting', key: id, payload: { approval: id } });
      await world.settle();
    };
  }
});
