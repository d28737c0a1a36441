import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { INPUTS } from '../../src/domain/inbound.ts';
import type { CapForecast } from '../../src/domain/plan.ts';
import {
  approvalOf,
  changePerson,
  leftOutOf,
  outcomesOf,
  planOf,
  problemIn,
  targetsOf,
  wordsOf,
} from '../support/look.ts';
import { CHANNEL, only, World, type WorldOptions } from '../support/world.ts';

const HOUR_MS = 3_600_000;
/** Five of the cast; longest idle first, never used before all: ada, bo, chen, dmitri, esra. */
const FIVE = 'user:dmitri,esra,chen,bo,ada';

describe('the cap on what takes access away', () => {
  let world: World;
  const start = async (options: WorldOptions) => {
    world = await World.create(options);
  };
  afterEach(() => world.end());

  const stateOf = async (id: string) => (await approvalOf(world, id)).state;
  const capOf = async (id: string): Promise<CapForecast | null> => (await planOf(world, id)).cap;
  const active = () => world.services.census.roster.figures(world.sandbox.connection).active;

  async function approve(id: string): Promise<string> {
    await world.say('tom', `approve ${id}`);
    await world.settle();
    return `R-${id.slice(2)}`;
  }

  it('is the larger of so many users and such a part of those who are active', async () => {
    await start({ cap: 5, capPercent: 5 });
    const five = Math.floor(active() * 0.05);
    assert.ok(five > 5);
    assert.equal((await capOf(await world.propose('deactivate user:bo')))?.limit, five);
    await world.end();

    await start({ cap: 25, capPercent: 5 });
    assert.equal((await capOf(await world.propose('deactivate user:bo')))?.limit, 25);
  });

  it('holds back a change beyond it, with the figures, and asks nobody else', async () => {
    await start({ cap: 3, protectedUsers: ['chen'] });

    const asked = await world.say('priya', `deactivate ${FIVE},priya,tom`);
    await world.settle();

    const notice = only(asked.posted, 'approval');
    assert.deepEqual(notice.plan.cap, { limit: 3, used: 0, left: 3, eligible: 5 });
    assert.equal(notice.approval.state, 'held');
    const words = wordsOf(notice);
    assert.match(words, /^5 users are eligible, today's cap is 3 \(beyond the cap\)/);
    assert.match(words, /7 users match, 5 are eligible: 3 of them today, all of them in 2 days/);
    assert.match(words, /Left out +2: 1 administrator · 1 protected/);
    assert.match(words, /Take the 3 longest idle +take A-/);
    assert.deepEqual(
      world.chat.all.map(({ ref }) => ref.place),
      ['dm-priya'],
      'neither the channel nor the approvers',
    );
    for (const verb of ['approve', 'reject'] as const) {
      assert.match(
        JSON.stringify(problemIn(await world.click('tom', verb, notice.approval.id))),
        /beyond the cap/,
      );
    }
  });

  it('lets pass exactly as many as it is', async () => {
    await start({ cap: 5 });

    assert.equal(await stateOf(await world.propose(`deactivate ${FIVE}`)), 'waiting');
  });

  it('counts lost seats and deletions, and no other change', async () => {
    await start({ cap: 1 });
    const texts: readonly (readonly [string, 'held' | 'waiting'])[] = [
      ['group remove from:confluence-users user:bo,ada', 'held'],
      ['group move from:team-lisbon to:team-sales user:esra', 'waiting'],
      ['group remove from:"all hands",team-mobile user:bo,dmitri', 'waiting'],
      ['group add to:review-required user:bo,ada', 'waiting'],
      ['users delete status:deactivated dir:internal', 'held'],
      ['activate status:deactivated dir:internal', 'waiting'],
    ];
    for (const [text, state] of texts) {
      const id = await world.propose(text);
      assert.equal(await stateOf(id), state, text);
      assert.equal((await capOf(id)) === null, state === 'waiting' && !text.includes('lisbon'), text);
    }
  });

  for (const how of ['a filter', 'a filter sorted by name', 'users picked by hand'] as const) {
    it(`lets ${how} be cut to the longest idle, which is then asked of everybody`, async () => {
      await start({ cap: 2 });
      const id =
        how === 'users picked by hand'
          ? await pickFive()
          : await world.propose(`deactivate ${FIVE}${how === 'a filter' ? '' : ' sort:-name'}`);
      await world.settle();

      const taken = only((await world.click('priya', 'take', id)).posted, 'approval');
      await world.settle();

      assert.equal(taken.approval.state, 'waiting');
      assert.deepEqual([...(await targetsOf(world, id))].sort(), ['ada', 'bo']);
      assert.deepEqual(taken.plan.cap, { limit: 2, used: 0, left: 2, eligible: 5 });
      assert.match(wordsOf(taken), /Left out +3 beyond today's cap of 2 \(3 days in all\)/);
      assert.deepEqual([...new Set(world.chat.all.map(({ ref }) => ref.place))].sort(), [
        CHANNEL.id,
        'dm-ines',
        'dm-priya',
        'dm-tom',
      ]);
      assert.deepEqual(await outcomesOf(world, await approve(id)), { ada: 'done', bo: 'done' });
    });
  }

  /** Ticks the five on a list that shows them, and asks. */
  async function pickFive(): Promise<string> {
    const list = only((await world.say('priya', `users ${FIVE} sort:-name`)).notices, 'list');
    const inputs = { [INPUTS.selection]: list.rows.map(({ ref }) => ref).join(',') };
    return only((await world.click('priya', 'propose-deactivate', list.view, { inputs })).posted, 'approval')
      .approval.id;
  }

  it('is for who asked to deal with', async () => {
    await start({ cap: 2 });
    await changePerson(world, 'tom', { roles: ['operator', 'approver'] });
    const id = await world.propose(`deactivate ${FIVE}`);

    for (const text of [`take ${id}`, `cap ${id} 9 "why not"`]) {
      assert.match(JSON.stringify(problemIn(await world.say('tom', text))), /Only the person who asked/);
    }
  });

  it('is shared by the changes of a day, and free again 24 hours later', async () => {
    await start({ cap: 3 });
    await approve(await world.propose('deactivate user:ada,bo'));

    const next = await world.propose('deactivate user:chen,dmitri');
    assert.equal(await stateOf(next), 'held');
    assert.deepEqual(await capOf(next), { limit: 3, used: 2, left: 1, eligible: 2 });
    const taken = only((await world.say('priya', `take ${next}`)).posted, 'approval');
    assert.deepEqual(await targetsOf(world, next), ['chen']);
    assert.match(wordsOf(taken), /3 users may lose access in 24 hours; 2 have already/);
    await approve(next);
    const third = await world.propose('deactivate user:dmitri');
    assert.deepEqual(await capOf(third), { limit: 3, used: 3, left: 0, eligible: 1 });
    assert.match(JSON.stringify(problemIn(await world.say('priya', `take ${third}`))), /cap is used up/);

    await world.clock.advance(24 * HOUR_MS);
    assert.deepEqual(await capOf(await world.propose('deactivate user:dmitri')), {
      limit: 3,
      used: 3,
      left: 0,
      eligible: 1,
    });
    await world.clock.advance(1);
    assert.deepEqual(await capOf(await world.propose('deactivate user:dmitri')), {
      limit: 3,
      used: 0,
      left: 3,
      eligible: 1,
    });
  });

  it('counts what is approved and has not been done yet, until that has ended without it', async () => {
    await start({ cap: 3 });
    const first = await world.propose('deactivate user:ada,bo');
    await world.say('tom', 'stop');
    await approve(first);

    const next = await world.propose('deactivate user:chen,dmitri');
    assert.deepEqual(await capOf(next), { limit: 3, used: 2, left: 1, eligible: 2 });
    const enough = problemIn(await world.say('priya', `cap ${next} 3 "both left"`));
    assert.match(JSON.stringify(enough), /Ask for 4 or more/);

    await world.say('tom', `cancel R-${first.slice(2)}`);
    await world.settle();
    assert.equal(await stateOf(await world.propose('deactivate user:chen,dmitri')), 'waiting');
  });

  it('does not count those of a run whose access stays', async () => {
    await start({ cap: 3 });
    const first = await world.propose(
      'group remove from:confluence-users,support-staff,"all hands" user:ada,bo,priya',
    );
    assert.equal((await capOf(first))?.eligible, 3);
    const mixed = await world.propose('group remove from:team-mobile,team-lisbon user:dmitri,esra');
    assert.equal((await capOf(mixed))?.eligible, 1, 'only esra has her seat through one of them');
    await world.say('tom', 'stop');
    await approve(mixed);

    assert.equal((await capOf(await world.propose('deactivate user:bo')))?.used, 1);
  });

  it('is not passed by two runs at once, however many are written at a time', async () => {
    await start({ cap: 7, concurrency: 8 });
    const half = (from: string) => world.propose(`deactivate dir:${from} inactive:90d`);
    const ids: string[] = [];
    for (const directory of ['internal', 'crowd']) {
      const id = await half(directory);
      await world.say('priya', `take ${id}`);
      ids.push(id);
    }
    assert.equal((await targetsOf(world, ids[1] ?? '')).length, 7, 'nothing was promised yet');

    // Slow enough that eight beginnings meet.
    const { ledger } = world.storage;
    const begin = ledger.begin.bind(ledger);
    ledger.begin = async (...args) => {
      await setImmediate();
      return begin(...args);
    };
    for (const id of ids) await world.say('tom', `approve ${id}`);
    await world.settle();

    const outcomes: string[] = [];
    for (const id of ids) outcomes.push(...Object.values(await outcomesOf(world, `R-${id.slice(2)}`)));
    assert.equal(outcomes.filter((outcome) => outcome === 'done').length, 7);
    assert.equal(outcomes.filter((outcome) => outcome === 'skipped: beyond-cap').length, 7);
    assert.equal((await world.sandbox.writes()).length, 7);
  });

  it('neither holds back nor counts an undo', async () => {
    await start({ cap: 2 });
    const spare = 'user:ada,bo';
    await world.carryOut(`deactivate ${spare}`);
    const back = await world.carryOut(`activate ${spare}`);

    const undo = await world.propose(`undo ${back}`);
    assert.deepEqual([await stateOf(undo), await capOf(undo)], ['waiting', null]);
    assert.deepEqual(await outcomesOf(world, await approve(undo)), { ada: 'done', bo: 'done' });
    await world.clock.advance(24 * HOUR_MS + 1);
    assert.equal((await capOf(await world.propose('deactivate user:chen')))?.used, 0);
  });

  it('says nothing was cut when what is left fits after all', async () => {
    await start({ cap: 2 });
    const id = await world.propose(`deactivate ${FIVE}`);
    for (const username of ['ada', 'bo', 'chen'])
      await world.say('priya', `exempt ${username} until 2026-12-31 "x"`);

    const taken = only((await world.say('priya', `take ${id}`)).posted, 'approval');

    assert.deepEqual([...(await targetsOf(world, id))].sort(), ['dmitri', 'esra']);
    assert.deepEqual(Object.keys(await leftOutOf(world, taken.plan)).sort(), ['ada', 'bo', 'chen']);
    assert.equal(taken.plan.cap?.eligible, 2);
  });

  it('offers of a held change what can be had now, not what could when it was asked for', async () => {
    await start({ cap: 2 });
    const id = await world.propose(`deactivate ${FIVE}`);
    const shown = async () =>
      wordsOf(only((await world.click('priya', 'show-names', id)).notices, 'approval'));
    assert.match(await shown(), /take A-/);

    await world.carryOut('deactivate user:noor,leo');

    assert.doesNotMatch(await shown(), /take A-/);
    const refused = JSON.stringify(problemIn(await world.say('priya', `take ${id}`)));
    assert.match(refused, new RegExp(`used up.*cap ${id} 7 `));
    assert.doesNotMatch(JSON.stringify(problemIn(await world.say('priya', `cap ${id} 3 "why"`))), /take A-/);
  });
});
