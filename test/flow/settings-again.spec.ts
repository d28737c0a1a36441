import assert from 'node:assert/strict';
import type { PersonId } from '../../src/domain/ids.ts';
import { jobHandlers } from '../../src/flows/entry/job-handlers.ts';
import { deliverEffects } from '../../src/flows/entry/sweep.ts';
import { deliverLate } from '../support/late-entries.ts';
import { only, World } from '../support/world.ts';

const STORES = [
  ['', () => undefined],
  [', where entries are written a moment after their record', deliverLate],
] as const;

/** Jobs are delivered at least once: after a crash one may come again when its effect is no longer wanted. */
for (const [where, prepare] of STORES)
  describe(`the job of an approved setting that comes again${where}`, () => {
    let world: World;
    beforeEach(async () => {
      world = await World.create();
      prepare(world.storage);
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
      await deliverEffects(world.services);

      const told = (await world.audit()).filter((entry) => entry === 'Setting Changed: done');
      assert.equal(told.length, 2, 'the protection and its end');
    });

    it('tells of a change that was made as made, not as one there was nothing left of', async () => {
      const again = await approved('tom', 'people link noor fake/test/nia', 'ines');
      assert.equal((await world.storage.people.load('noor' as PersonId))?.accounts.length, 2);
      await again();
      await deliverEffects(world.services);

      const told = (await world.audit()).filter((entry) => entry.startsWith('Setting Changed'));
      assert.deepEqual(told, ['Setting Changed: done']);
    });

    /** Has a setting asked for, approved and changed; gives the way to run its job once more. */
    async function approved(asker: string, text: string, approver: string): Promise<() => Promise<void>> {
      const answer = await world.say(asker, text);
      const { id } = only(answer.posted, 'setting-approval').approval;
      assert.equal((await world.say(approver, `approve ${id}`)).outcome, 'done');
      await deliverEffects(world.services);
      // By its handler alone: nobody else has delivered anything when it comes again.
      const run = () =>
        jobHandlers(world.services)['change-setting']({
          payload: { approval: id },
          signal: new AbortController().signal,
        });
      await run();
      await world.clock.advance(1000);
      return run;
    }
  });
