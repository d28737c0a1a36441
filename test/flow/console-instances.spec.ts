import assert from 'node:assert/strict';
import { PLATFORM, TENANT } from '../../adapters/console/config.ts';
import type { Place } from '../../src/domain/account.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { type ConsoleUnderTest, serveConsole } from '../support/console.ts';
import { type OpenPage, openPage } from '../support/event-reader.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type Visitor, visit } from '../support/visitor.ts';

const CHANNEL: Place = {
  platform: PLATFORM,
  tenant: TENANT,
  id: 'confluence-admins',
  name: '#confluence-admins',
  kind: 'channel',
};

describe('the consoles of two instances on one store', () => {
  let asked: string[];
  let isAway: boolean;
  let clock: FakeClock;
  let here: ConsoleUnderTest;
  let there: ConsoleUnderTest;
  let visitor: Visitor;
  const pages: OpenPage[] = [];

  beforeEach(async () => {
    const store = memoryAdapterStore();
    asked = [];
    isAway = false;
    const looked: AdapterStore = {
      ...store,
      list: async (prefix, ...rest) => {
        asked.push(prefix);
        if (isAway) throw new Error('away');
        return store.list(prefix, ...rest);
      },
    };
    clock = new FakeClock();
    here = await serveConsole(looked, clock);
    there = await serveConsole(store, clock, { skipSecrets: 9 });
    visitor = await visit(here);
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) page.close();
    for (const site of [here, there]) await site.console.stop();
  });

  async function look(as: string): Promise<OpenPage> {
    const page = await openPage(here, visitor, as);
    pages.push(page);
    return page;
  }

  const say = (site: ConsoleUnderTest, text: string) => site.console.platform.post(CHANNEL, saying(text));

  it('show what either says and rewrites to whoever looks at the other, once, within two seconds', async () => {
    const page = await look('tom');
    const ref = await say(there, 'first');
    await clock.advance(2_000);
    await page.until('message', 1);
    await there.console.platform.update(ref, saying('second'));
    await clock.advance(2_000);
    await page.until('edited', 1);
    await clock.advance(60_000);

    const shown = page.events.filter(({ event }) => event !== 'marks');
    assert.deepEqual(
      shown.map(({ event, value }) => [event, value.message?.id]),
      [
        ['message', ref.message],
        ['edited', ref.message],
      ],
    );
    const listed = await visitor.messages('tom', CHANNEL.id);
    assert.deepEqual(
      listed.map(({ id }) => id),
      [ref.message],
    );
    assert.match(JSON.stringify(listed[0]?.card), /Second/);
  });

  it('show what is for one person to nobody else', async () => {
    const [tom, priya] = [await look('tom'), await look('priya')];
    const account = { platform: PLATFORM, tenant: TENANT, id: 'tom' };
    await there.console.platform.directMessage(account, saying('for tom'));
    await clock.advance(2_000);
    await tom.until('message', 1);
    await clock.advance(10_000);
    assert.equal(priya.events.filter(({ event }) => event === 'message').length, 0);
  });

  it('ask the store once a second while somebody looks, and nothing while nobody does', async () => {
    asked.length = 0;
    await clock.advance(60_000);
    assert.deepEqual(asked, []);
    const page = await look('tom');
    await look('ines');
    asked.length = 0;
    await clock.advance(60_000);
    assert.deepEqual([asked.length, new Set(asked).size, asked[0]], [60, 1, 'change/']);
    for (const one of pages.splice(0)) one.close();
    while (clock.sleepers > 0) await new Promise((resolve) => setImmediate(resolve));
    asked.length = 0;
    await clock.advance(60_000);
    assert.deepEqual(asked, []);
    assert.ok(page.events.length === 0);
  });

  it('rewrite and answer clicks on what the other posted a moment ago', async () => {
    const ref = await say(here, 'asked');
    await there.console.platform.update(ref, saying('answered'));
    const [message] = await visitor.messages('tom', CHANNEL.id);
    assert.match(JSON.stringify(message?.card), /Answered/);
  });

  it('lose nothing when both say much at once, and list it the same', async () => {
    const page = await look('tom');
    await Promise.all(Array.from({ length: 120 }, (_, n) => say(n % 2 === 0 ? here : there, `m${n}`)));
    await clock.advance(2_000);
    await page.until('message', 120);
    const told = page.events.filter(({ event }) => event === 'message').map(({ value }) => value.message?.id);
    assert.equal(new Set(told).size, 120);
    const other = await visit(there);
    const lists = [await visitor.messages('tom', CHANNEL.id), await other.messages('tom', CHANNEL.id)];
    assert.deepEqual(lists[0], lists[1]);
    assert.equal(lists[0]?.length, 120);
  });

  it('miss nothing of what was said while nobody looked or the store did not answer', async () => {
    for (let n = 0; n < 130; n += 1) await say(there, `m${n}`);
    assert.equal((await visitor.messages('tom', CHANNEL.id)).length, 130);
    const page = await look('tom');
    isAway = true;
    await clock.advance(5_000);
    await say(there, 'while it was away');
    isAway = false;
    await clock.advance(2_000);
    await page.until('message', 1);
    assert.equal((await visitor.messages('tom', CHANNEL.id)).length, 131);
  });

  it('agree on what is read', async () => {
    const other = await visit(there);
    const ref = await say(here, 'news');
    const unread = async (site: Visitor) => {
      const got = (await site.get('/api/places?as=tom')).body.places as readonly {
        readonly id: string;
        readonly unread: number;
      }[];
      return got.find(({ id }) => id === CHANNEL.id)?.unread;
    };
    assert.deepEqual([await unread(visitor), await unread(other)], [1, 1]);
    await other.post('/api/read', { as: 'tom', place: CHANNEL.id, message: ref.message });
    assert.deepEqual([await unread(visitor), await unread(other)], [0, 0]);
  });
});

function saying(message: string): Notice {
  return { kind: 'problem', problem: { kind: 'conflict', message } };
}
