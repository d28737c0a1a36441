import assert from 'node:assert/strict';
import { protectionId } from '../../src/domain/house.ts';
import type { UserRef } from '../../src/domain/ids.ts';
import {
  approvalOf,
  audited,
  changePerson,
  leftOutOf,
  outcomesOf,
  problemIn,
  reread,
  wordsOf,
} from '../support/look.ts';
import { only, World } from '../support/world.ts';
import { afterEachWrite } from '../support/wrap-directory.ts';

const DAY_MS = 86_400_000;

describe('the house:', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const ask = async (person: string, text: string) =>
    only((await world.say(person, text)).posted, 'setting-approval').approval.id;

  /** Asks for what loosens something and has Ines approve it. */
  async function loosen(text: string, person = 'tom'): Promise<void> {
    await world.say('ines', `approve ${await ask(person, text)}`);
    await world.settle();
  }

  /** Why a deactivation would leave bo out; undefined when it would not. */
  async function heldBo(): Promise<string | undefined> {
    const answer = await world.say('priya', 'deactivate user:ada,bo,bob');
    const [notice] = [...answer.notices, ...answer.posted];
    const plan = notice !== undefined && 'plan' in notice ? notice.plan : assert.fail(JSON.stringify(notice));
    const left = await leftOutOf(world, plan);
    // He has one of the two names, and the other is nobody's.
    return [left.bo, left.bob].find((why) => why !== undefined && !why.startsWith('no-account'));
  }

  describe('protections', () => {
    it('hold at once and end only by a second person', async () => {
      await world.say('tom', 'protect user:BO');
      assert.equal(await heldBo(), 'protected, protected user');
      const id = await ask('tom', 'protect remove user:bo');
      assert.equal((await world.click('tom', 'approve', id)).outcome, 'refused');
      await world.settle();
      assert.equal(await heldBo(), 'protected, protected user');

      await world.say('ines', `approve ${id}`);
      await world.settle();

      assert.equal(await heldBo(), undefined);
      const told = (await audited(world, 'Setting Changed')).map(({ actor, description }) => [
        actor.person,
        description,
      ]);
      assert.deepEqual(told, [
        ['tom', 'protect user bo'],
        ['tom', `${id}: stop protecting user bo`],
      ]);
    });

    it('of a group hold for its members, also those who join later', async () => {
      await world.say('tom', 'protect group:SUPPORT-staff');
      assert.equal(await heldBo(), undefined);

      await world.sandbox.addToGroup(world.user('bo'), 'support-staff');
      await reread(world);

      assert.equal(await heldBo(), 'protected, member of protected group support-staff');
      await loosen('protect remove group:support-staff');
      assert.equal(await heldBo(), undefined);
    });

    it('are told by why: by whom, since when and how they end', async () => {
      await world.say('tom', 'protect group:support-staff');
      await world.sandbox.addToGroup(world.user('bo'), 'support-staff');
      await reread(world);
      const why = async () => only((await world.say('priya', 'why bo')).notices, 'why');
      assert.match(
        wordsOf(await why()),
        /Because +member of protected group support-staff, by Tom Weiss since .* UTC[\s\S]*protect remove group:support-staff/,
      );
      await world.say('ines', 'whoami');
      await world.say('tom', 'protect user:bo');
      assert.deepEqual((await why()).protection?.what, 'user');
      assert.match(wordsOf(await why()), /protect remove user:bo/);
      assert.equal(only((await world.say('priya', 'why ada')).notices, 'why').protection, null);
    });

    it('stay with the account under another name, and end under that', async () => {
      await world.say('tom', 'protect user:bo');
      await world.sandbox.rename(world.user('bo'), 'bob');
      await reread(world);

      assert.equal(await heldBo(), 'protected, protected user');
      const list = only((await world.say('noor', 'protect list')).notices, 'protections');
      assert.deepEqual(
        list.entries.map(({ name }) => name),
        ['bo, now bob'],
      );
      assert.match(
        JSON.stringify(problemIn(await world.say('tom', 'protect user:bob'))),
        /protected already/,
      );
      await loosen('protect remove user:bob');
      assert.equal(await heldBo(), undefined);
    });

    it('are found among any number of others, to be ended and not to be given twice', async () => {
      await world.say('tom', 'protect user:bo');
      const { id: by } = (await world.storage.people.list({ limit: 1 }))[0] ?? assert.fail();
      for (let n = 0; n < 1_001; n += 1) {
        const user = `sandbox:${n}-other` as UserRef;
        const other = { what: 'user', name: `other-${n}`, user, by, at: world.clock.now() + n } as const;
        await world.storage.protections.create({ id: protectionId(other), version: 1, ...other });
      }

      assert.match(JSON.stringify(problemIn(await world.say('tom', 'protect user:bo'))), /protected already/);
      await loosen('protect remove user:bo');
      assert.equal(await heldBo(), undefined);
    });

    it('hold at the write though the new name is on no list yet', async () => {
      const id = await world.propose('deactivate user:bo,ada');
      await world.say('tom', 'protect user:bo');
      await world.sandbox.rename(world.user('bo'), 'bob');
      await world.say('ines', `approve ${id}`);
      await world.settle();

      assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), {
        ada: 'done',
        bo: 'skipped: protected',
      });
    });

    it('of the settings file end by no command', async () => {
      await world.end();
      world = await World.create({ protectedUsers: ['bo'] });

      const problem = problemIn(await world.say('tom', 'protect remove user:bo'));

      assert.match(JSON.stringify(problem), /settings file.*ROLLCALL_PROTECTED_USERS/);
    });

    it('are for admins to set, and for known names', async () => {
      assert.equal(problemIn(await world.say('priya', 'protect user:bo')).kind, 'not-allowed');
      assert.equal(problemIn(await world.say('tom', 'protect user:bobo')).kind, 'not-found');
      assert.match(
        JSON.stringify(problemIn(await world.say('tom', 'protect group:suport-staff'))),
        /support-staff/,
      );
    });
  });

  describe('exemptions', () => {
    it('hold until their day is over, with reason and owner, and are listed', async () => {
      await world.say('priya', 'exempt bo until 2026-11-26 "long project"');
      assert.equal(await heldBo(), 'exempt, exempt until 2026-11-26: long project');
      const words = wordsOf(only((await world.say('noor', 'exempt list')).notices, 'exemptions'));
      assert.match(words, /bo.*long project.*Priya Nair/);

      await world.clock.advance(2 * DAY_MS);
      assert.match((await heldBo()) ?? '', /^exempt/, 'the last day it holds');
      await world.clock.advance(DAY_MS);

      assert.equal(await heldBo(), undefined);
      const [entry] = await audited(world, 'Setting Changed');
      assert.deepEqual([entry?.target, entry?.description], ['bo', 'exempt until 2026-11-26: long project']);
    });

    it('can be made longer by anybody who may, shorter only through a second person', async () => {
      await world.say('priya', 'exempt bo until 2026-12-10 "project"');
      await world.say('priya', 'exempt bo until 2026-12-20 "project, longer"');
      const shorter = problemIn(await world.say('priya', 'exempt bo until 2026-12-01 "project, shorter"'));
      assert.match(
        JSON.stringify(shorter),
        /exemption of bo lasts until 2026-12-20 already.*exempt remove bo/,
      );
      const [, longer] = await audited(world, 'Setting Changed');
      assert.equal(longer?.before, 'exempt until 2026-12-10: project');

      await loosen('exempt remove bo', 'priya');

      assert.equal(await heldBo(), undefined);
    });
  });

  describe('what is set while a run goes on', () => {
    for (const [title, person, text, reason] of [
      ['a protection', 'tom', 'protect user:bo', 'protected'],
      ['a protected group', 'tom', 'protect group:team-logistics', 'protected'],
      ['an exemption', 'priya', 'exempt bo until 2026-12-31 "abroad"', 'exempt'],
    ] as const) {
      it(`is honoured at the very next write: ${title}`, async () => {
        await world.end();
        world = await World.create({ concurrency: 1 });
        afterEachWrite(world, async (writes) => {
          if (writes === 1) await world.say(person, text);
        });

        const run = await world.carryOut('deactivate user:ada,bo,dmitri');

        assert.deepEqual(await outcomesOf(world, run), {
          ada: 'done',
          bo: `skipped: ${reason}`,
          dmitri: 'done',
        });
      });
    }
  });

  describe('audit retention', () => {
    it('starts, changes and ends by a second person, each under its name', async () => {
      const days = async () => (await world.storage.auditRetention.load('audit-retention'))?.days;
      await loosen('audit retention 90d');
      assert.equal(await days(), 90);
      await loosen('audit retention 365d');
      assert.equal(await days(), 365);
      await loosen('audit retention off');
      assert.equal(await days(), null);

      assert.equal((await audited(world, 'Delete Logs Scheduler Enabled')).length, 2);
      assert.equal((await audited(world, 'Delete Logs Scheduler Disabled')).length, 1);
    });
  });

  it('an undo starts the idle clock anew, why says so, and the record is found under the name given back', async () => {
    const why = async () => only((await world.say('priya', 'why bo')).notices, 'why');
    assert.equal((await why()).isRestarted, false);
    const run = await world.carryOut('deactivate user:bo suffix:_old');
    await world.carryOut(`undo ${run} bo`);

    assert.equal((await why()).isRestarted, true);
    assert.match(wordsOf(await why()), /the day of an activation or an undo by Rollcall/);
    const entries = await world.storage.audit.read({ target: 'bo', limit: 9 });
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['User Activated', 'User Deactivated'],
    );
  });

  describe('where there is no second person', () => {
    for (const [text, person] of [
      ['protect remove user:bo', 'tom'],
      ['exempt remove bo', 'tom'],
      ['roles give leo auditor', 'tom'],
      ['roles give group:review-required operator', 'tom'],
      ['audit retention 90d', 'tom'],
    ] as const) {
      it(`it is said so, and which setting helps: ${text}`, async () => {
        await changePerson(world, 'ines', { roles: [] });
        await world.say('tom', 'protect user:bo');
        await world.say('tom', 'exempt bo until 2026-12-31 "abroad"');

        const problem = problemIn(await world.say(person, text));

        assert.equal(problem.kind, 'guarded');
        assert.match(
          JSON.stringify(problem),
          /it takes a second person, and there is none\. Nothing was changed\..*ROLLCALL_FIRST_ADMINS \(priya, ines, noor, leo\)/,
        );
        assert.equal(await world.storage.approvals.count(), 0);
      });
    }
  });

  it('what loosens goes on as it was when it is rejected, withdrawn or forgotten', async () => {
    await world.say('tom', 'protect user:bo');
    for (const end of ['reject', 'withdraw', 'expire']) {
      const id = await ask('tom', 'protect remove user:bo');
      if (end === 'reject') await world.say('ines', `reject ${id} "no"`);
      if (end === 'withdraw') await world.say('tom', `withdraw ${id}`);
      if (end === 'expire') await world.clock.advance(DAY_MS);
      await world.settle();

      assert.equal(await heldBo(), 'protected, protected user', end);
      assert.notEqual((await approvalOf(world, id)).state, 'waiting');
    }
  });
});
