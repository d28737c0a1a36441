import assert from 'node:assert/strict';
import { createCardStore, FORMER_MS, KEPT_MS, SWEPT } from '../../../adapters/slack/card-store.ts';
import { systemIds } from '../../../adapters/system/ids.ts';
import { memoryAdapterStore } from '../../fakes/memory-adapter-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const ref = { platform: 'slack', tenant: 'T1', place: 'C1', message: '1.2' };
const PRESS = { label: 'Approve', verb: 'approve', id: 'A-1', inputs: {}, asks: null } as const;

function of(key: string, reader: string | null = 'U1') {
  return { key, tenant: 'T1', reader };
}

function cardsOn(clock = new FakeClock(), store = memoryAdapterStore()) {
  const cards = createCardStore({ store, clock, ids: systemIds });
  const keep = async () => {
    const key = cards.newKey();
    await cards.keep({ key, actions: [PRESS], refs: [], tenant: 'T1', reader: 'U1' });
    return key;
  };
  return { cards, clock, store, keep };
}

describe('the cards of Slack messages', () => {
  it('outlive the process, under keys that fit a button', async () => {
    const { keep, store, clock } = cardsOn();
    const key = await keep();
    assert.match(key, /^[A-Za-z0-9_-]{1,60}$/);
    const again = createCardStore({ store, clock, ids: systemIds });
    assert.deepEqual((await again.find(key))?.actions, [PRESS]);
  });

  it('are not kept where nothing can be pressed', async () => {
    const { cards, store } = cardsOn();
    await cards.keep({ key: cards.newKey(), actions: [], refs: [], tenant: 'T1', reader: null });
    assert.deepEqual(await store.list('', '', 10), []);
  });

  it('are known by the message that shows them until it shows another', async () => {
    const { cards, keep } = cardsOn();
    const first = await keep();
    await cards.show(of(first), ref);
    const second = await keep();
    await cards.show(of(second), ref);
    await cards.forget(first);
    assert.equal((await cards.shownBy(ref))?.key, second);
    await cards.show(of(cards.newKey(), null), ref);
    assert.equal(await cards.shownBy(ref), undefined);
  });

  it('work for a minute after another took their place, and are gone soon after', async () => {
    const { cards, clock, keep, store } = cardsOn();
    const former = [];
    for (let n = 0; n < 50; n += 1) {
      const key = await keep();
      await cards.show(of(key), ref);
      await cards.replace(key);
      former.push(key);
      await clock.advance(FORMER_MS / 50);
    }
    const [first = '', second = ''] = former;
    assert.equal(await cards.find(first), undefined);
    assert.deepEqual((await cards.find(second))?.actions, [PRESS]);
    const last = await keep();
    await cards.show(of(last), ref);
    assert.equal((await store.list('card/', '', 500)).length, 51);
    await clock.advance(FORMER_MS);
    await cards.replace(await keep());
    assert.equal((await cards.shownBy(ref))?.key, last);
    assert.equal((await store.list('card/', '', 500)).length, 32);
    assert.equal((await store.list('former/', '', 500)).length, 31);
    assert.notEqual(await cards.find(last), undefined);
  });

  it('end after 30 days, swept or not', async () => {
    const { cards, clock, keep, store } = cardsOn();
    const key = await keep();
    await cards.show(of(key), ref);
    await clock.advance(KEPT_MS - 1);
    assert.notEqual(await cards.find(key), undefined);
    await cards.sweep(clock.now());
    assert.equal((await store.list('', '', 10)).length, 2);
    await clock.advance(1);
    assert.equal(await cards.find(key), undefined);
    await cards.sweep(clock.now());
    assert.deepEqual(await store.list('', '', 10), []);
  });

  it('are swept as new ones come, a bounded number at once', async () => {
    const { clock, keep, store } = cardsOn();
    for (let n = 0; n < SWEPT + 5; n += 1) await keep();
    await clock.advance(KEPT_MS);
    await keep();
    assert.equal((await store.list('card/', '', 500)).length, 6);
  });
});
