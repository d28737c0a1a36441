import assert from 'node:assert/strict';
import { createKeptForms, OPEN_MS, type OpenForm } from '../../../adapters/slack/kept-forms.ts';
import { memoryAdapterStore } from '../../fakes/memory-adapter-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeIds } from '../../support/fake-ids.ts';

const FORM: OpenForm = {
  tenant: 'T1',
  user: 'U1',
  action: { label: 'Reject…', verb: 'reject', id: 'A-1', inputs: {}, asks: null },
  selection: null,
  channel: { id: 'C1', name: 'admins' },
  message: null,
  isOwn: true,
  isHome: false,
};

describe('open forms', () => {
  const setUp = () => {
    const clock = new FakeClock();
    const store = memoryAdapterStore();
    return { clock, store, forms: createKeptForms({ clock, store, ids: new FakeIds() }) };
  };

  it('are found by their id, with the address to answer at for half an hour', async () => {
    const { clock, forms } = setUp();
    const id = await forms.keep(FORM, 'https://hooks.slack.com/x');
    assert.deepEqual(await forms.find(id), { ...FORM, responseUrl: 'https://hooks.slack.com/x' });
    await clock.advance(30 * 60_000);
    assert.equal((await forms.find(id))?.responseUrl, null);
  });

  it('are over after a day, and then leave the store a few at a time', async () => {
    const { clock, store, forms } = setUp();
    const ids: string[] = [];
    for (let n = 0; n < 25; n += 1) ids.push(await forms.keep(FORM, null));
    await clock.advance(OPEN_MS);
    assert.equal(await forms.find(ids[0] ?? ''), undefined);
    await forms.keep(FORM, null);
    await forms.sweep();
    assert.equal((await store.list('', '', 100)).length, 6);
    await forms.sweep();
    assert.equal((await store.list('', '', 100)).length, 1);
  });

  it('are not found under what is no id of theirs', async () => {
    const { forms, store } = setUp();
    await store.put('form/x', JSON.stringify(FORM));
    for (const id of ['', 'x', '../card/1', 'a'.repeat(3_000)]) assert.equal(await forms.find(id), undefined);
  });
});
