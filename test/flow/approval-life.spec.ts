import assert from 'node:assert/strict';
import type { Notice } from '../../src/domain/notice.ts';
import type { SkipReason } from '../../src/domain/plan.ts';
import { approvalOf, audited, outcomesOf, problemIn, reread, wordsOf } from '../support/look.ts';
import { CHANNEL, World } from '../support/world.ts';

const HOUR_MS = 3_600_000;
const ADMINS = 'confluence-administrators';

describe('an approval as time passes', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const stateOf = async (id: string) => (await approvalOf(world, id)).state;

  /** What is now on each card of a request in a place, oldest first. */
  function cardsIn(place: string): readonly Notice[] {
    return world.chat.in(place).flatMap(({ notice }) => ('kind' in notice ? [notice] : []));
  }

  describe('a request that nobody decides', () => {
    const DIRECT = ['dm-priya', 'dm-tom', 'dm-ines'];
    const messages = () => DIRECT.map((place) => world.chat.in(place).length);

    it('is brought to mind four hours before its end, once, to whoever can decide', async () => {
      await world.propose('deactivate user:bo');
      await world.settle();
      assert.deepEqual(messages(), [1, 1, 1]);
      await world.clock.advance(20 * HOUR_MS - 1);
      await world.settle();
      assert.deepEqual(messages(), [1, 1, 1]);

      await world.clock.advance(1);
      await world.settle();
      await world.clock.advance(HOUR_MS);
      await world.settle();

      assert.deepEqual(messages(), [1, 2, 2], 'not who asked, and nobody twice');
      assert.equal(world.chat.in(CHANNEL.id).length, 1);
    });

    it('is brought to mind of those alone who have not decided, and their reminder is a live card', async () => {
      const id = await world.propose(`group add to:${ADMINS} user:bo`);
      await world.settle();
      await world.say('ines', `approve ${id}`);
      await world.clock.advance(20 * HOUR_MS);
      await world.settle();
      assert.deepEqual(messages(), [1, 2, 1]);

      await world.click('tom', 'approve', id);
      await world.settle();

      for (const card of cardsIn('dm-tom').slice(0, 2))
        assert.match(wordsOf(card), /Approved +by Ines Duarte/);
    });

    it('is not brought to mind once it is decided', async () => {
      const id = await world.propose('deactivate user:bo');
      await world.settle();
      await world.say('tom', `reject ${id}`);
      await world.clock.advance(20 * HOUR_MS);
      await world.settle();

      assert.deepEqual(messages(), [1, 1, 1]);
    });

    it('ends by itself after a day, waiting or held, and every copy says so', async () => {
      await world.end();
      world = await World.create({ cap: 1 });
      const waiting = await world.propose('deactivate user:bo');
      const held = await world.propose('deactivate user:ada,dmitri');
      await world.settle();
      await world.clock.advance(24 * HOUR_MS);
      await world.settle();

      assert.deepEqual([await stateOf(waiting), await stateOf(held)], ['expired', 'expired']);
      assert.equal((await audited(world, 'Approval Expired')).length, 2);
      const cards = world.chat.all.flatMap(({ notice }) => ('kind' in notice ? [wordsOf(notice)] : []));
      assert.ok(cards.length >= 5);
      for (const words of cards) assert.match(words, /nobody decided before 25 Nov 2026 08:14/);
      for (const verb of ['take', 'withdraw'] as const) {
        assert.equal((await world.click('priya', verb, held)).outcome, 'refused');
      }
      assert.match(
        JSON.stringify(problemIn(await world.click('tom', 'approve', waiting))),
        /already expired/,
      );
    });
  });

  describe('what moved since the plan', () => {
    const CHANGES: readonly (readonly [string, () => Promise<void>, SkipReason, RegExp])[] = [
      ['a login', () => world.sandbox.login(world.user('bo')), 'logged-in-since', /1 logged in/],
      ['a deletion', () => world.sandbox.remove(world.user('bo')), 'gone', /1 gone/],
      [
        'a membership that the filter excludes',
        () => world.sandbox.addToGroup(world.user('bo'), 'support-staff'),
        'no-longer-matches',
        /1 no longer matches the filter/,
      ],
      ['a promotion', () => world.sandbox.addToGroup(world.user('bo'), ADMINS), 'admin', /1 administrator/],
      [
        'a deactivation by somebody else',
        () => world.sandbox.setActive(world.user('bo'), false),
        'already-so',
        /1 already so/,
      ],
    ];

    for (const [title, change, reason, words] of CHANGES) {
      it(`is ${title}: told on every decided card and honoured at the write`, async () => {
        const id = await world.propose('deactivate user:bo,ada -group:support-staff');
        await world.settle();
        await change();
        await reread(world);
        await world.say('tom', `approve ${id}`);
        await world.settle();

        assert.deepEqual((await approvalOf(world, id)).moved, [{ reason, count: 1 }]);
        for (const place of ['dm-priya', 'dm-tom', CHANNEL.id]) {
          const [card] = cardsIn(place);
          assert.ok(card);
          assert.match(wordsOf(card), words);
          assert.match(wordsOf(card), /Since the plan: .*; that one is left alone/);
        }
        const outcomes = await outcomesOf(world, `R-${id.slice(2)}`);
        assert.deepEqual(outcomes, {
          ada: 'done',
          bo: reason === 'already-so' ? 'already-so' : `skipped: ${reason}`,
        });
      });
    }

    it('is nothing when nothing did, in so many words', async () => {
      const id = await world.propose('deactivate user:bo');
      await world.settle();
      await world.say('tom', `approve ${id}`);
      await world.settle();

      const [card] = cardsIn('dm-priya');
      assert.ok(card);
      assert.match(wordsOf(card), /Since the plan: nothing has changed\./);
    });
  });
});
