import assert from 'node:assert/strict';
import type { HomeNotice } from '../../src/domain/notice.ts';
import { breakStore } from '../support/break-store.ts';
import { changePerson, reread, wordsOf } from '../support/look.ts';
import { World } from '../support/world.ts';

describe('the page of one person', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const home = async (person: string): Promise<HomeNotice> => {
    const notice = await world.bot.home({ account: world.account(person) });
    return notice.kind === 'home' ? notice : assert.fail(JSON.stringify(notice));
  };
  const headline = async (person: string) => wordsOf(await home(person)).split('\n')[0];
  const waiting = async (person: string) => (await home(person)).waiting.map(({ approval }) => approval.id);

  it('says that nothing waits, and how things stand', async () => {
    const page = await home('tom');

    assert.equal(await headline('tom'), 'Nothing waits for you');
    assert.deepEqual(page.status, { ...page.status, waiting: 0, running: 0, stopped: null });
    assert.equal(page.status?.connections[0]?.users, 300);
    assert.match(wordsOf(page), /Users +300: /);
  });

  it('shows what waits to whoever may decide it, and to others only that there is something', async () => {
    const id = await world.propose('deactivate user:bo');

    assert.deepEqual(await waiting('tom'), [id]);
    assert.match(wordsOf(await home('tom')), new RegExp(`Approve 1 +approve ${id}`));
    for (const person of ['priya', 'noor']) {
      const { due, others } = await home(person);
      assert.deepEqual([due, others], [0, 1], person);
      assert.doesNotMatch(wordsOf(await home(person)), /Approve/);
    }
  });

  it('shows nobody a request they are a target of as theirs', async () => {
    await changePerson(world, 'ines', { users: [world.user('bo')] });
    await world.propose('deactivate user:bo,ada');

    assert.deepEqual([(await home('ines')).due, (await home('tom')).due], [0, 1]);
  });

  it('stops showing what its reader has decided, although it still waits for another', async () => {
    await world.carryOut('deactivate user:bo');
    await world.clock.advance(30 * 24 * 60 * 60 * 1000);
    await reread(world);
    const id = await world.propose('users delete user:bo');
    const both = [await waiting('tom'), await waiting('ines')];
    await world.say('tom', `approve ${id}`);

    assert.deepEqual(both, [[id], [id]]);
    assert.deepEqual([await waiting('tom'), await waiting('ines')], [[], [id]]);
  });

  it('shows what is beyond the cap to who asked, who has to choose', async () => {
    await world.end();
    world = await World.create({ cap: 1 });
    const id = await world.propose('deactivate user:bo,ada,dmitri');

    assert.deepEqual([await waiting('priya'), await waiting('tom')], [[id], []]);
    assert.match(wordsOf(await home('priya')), new RegExp(`Waits for you: \`take ${id}\``));
  });

  it('counts what it does not show', async () => {
    for (let n = 0; n < 7; n += 1) await world.propose('deactivate user:bo');

    const page = await home('tom');

    assert.deepEqual([page.due, page.waiting.length], [7, 5]);
    assert.match(wordsOf(page), /^7 requests wait for you\n[\s\S]*2 more wait for you/);
  });

  it('forgets a request whose time is over', async () => {
    await world.propose('deactivate user:bo');
    await world.clock.advance(25 * 60 * 60 * 1000);

    assert.deepEqual([(await home('tom')).due, (await home('tom')).others], [0, 0]);
  });

  it('shows what runs, without names, and what is stopped', async () => {
    const id = await world.propose('deactivate user:bo,ada');
    await world.say('tom', `approve ${id}`);
    await world.say('tom', 'stop');
    await world.settle();

    const page = await home('tom');
    const words = wordsOf(page);

    assert.deepEqual([page.running, page.runs.map(({ run }) => run.state)], [1, ['halted']]);
    assert.match(words, /Tom Weiss stopped every run/);
    assert.match(words, /Deactivating 2 users · stopped · R-/);
    assert.match(words, /0 of 2/);
    assert.match(words, /Resume all runs +resume/);
    assert.deepEqual(
      page.runs.map(({ audience }) => audience),
      ['counts'],
    );
    assert.doesNotMatch(wordsOf(await home('priya')), /Resume all runs/);
  });

  it('offers the commands its reader may run', async () => {
    const commands = async (person: string) => (await home(person)).commands.map(({ command }) => command);

    assert.deepEqual(await commands('priya'), ['users inactive:90d', 'approvals', 'runs', 'help']);
    assert.deepEqual(await commands('ines'), ['approvals', 'runs', 'help', 'whoami']);
    assert.deepEqual(await commands('leo'), ['help', 'whoami']);
  });

  it('offers the filter form to whoever may list users', async () => {
    const offered = [];
    for (const person of ['priya', 'tom', 'ines', 'leo']) offered.push((await home(person)).mayList);

    assert.deepEqual(offered, [true, true, false, false]);
    assert.match(wordsOf(await home('priya')), /^Find users… +users FILTER$/m);
    assert.doesNotMatch(wordsOf(await home('ines')), /Find users/);
  });

  it('shows an ordinary user no figure, no request and no run', async () => {
    await world.propose('deactivate user:bo');
    await world.say('tom', `approve ${await world.propose('deactivate user:ada')}`);
    await world.say('tom', 'stop');
    await world.settle();
    assert.deepEqual([(await home('tom')).due, (await home('tom')).running], [1, 1]);

    const { commands, now, ...page } = await home('leo');

    const nothing = { kind: 'home', status: null, due: 0, others: 0, waiting: [], running: 0, runs: [] };
    assert.deepEqual(page, { ...nothing, mayList: false });
    assert.ok(commands.length > 0 && now > 0);
  });

  it('follows the roles of this moment', async () => {
    await world.propose('deactivate user:bo');
    await changePerson(world, 'leo', { roles: ['approver'] });

    assert.equal((await home('leo')).due, 1);
  });

  it('tells a stranger that they are not known', async () => {
    const notice = await world.bot.home({ account: world.account('mallory') });

    assert.equal(notice.kind === 'problem' && notice.problem.kind, 'not-allowed');
    assert.match(wordsOf(notice), /mallory/);
  });

  it('tells that a store is down, whichever it is', async () => {
    for (const [store, method] of [
      ['people', 'byAccount'],
      ['approvals', 'list'],
      ['runs', 'list'],
      ['halt', 'load'],
    ] as const) {
      const mend = breakStore(world.storage[store] as object, method as never, 1);
      const notice = await world.bot.home({ account: world.account('tom') });
      assert.ok(mend() > 0, store);
      assert.equal(notice.kind === 'problem' && notice.problem.kind, 'unavailable', store);
    }
  });
});
