import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readClick, readInputs } from '../../../cards/adaptive-card/inputs.ts';
import { renderAdaptiveCard } from '../../../cards/adaptive-card/render.ts';
import { cardFor } from '../../../cards/card-for.ts';
import { type ConnectionName, formatUserRef } from '../../../src/domain/ids.ts';
import type { ListNotice } from '../../../src/domain/notice.ts';
import { CONTEXT } from '../../support/cards.ts';
import { users } from '../../support/notice-parts.ts';
import { ordinaryNotices } from '../../support/notices.ts';

interface Node {
  readonly type?: string;
  readonly id?: string;
  readonly title?: string;
  readonly value?: string;
  readonly data?: Readonly<Record<string, string>>;
}

function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Node, ...Object.values(value).flatMap(nodesOf)];
}

/** What a client sends when that button is clicked: the button's data with the value of every input on top. */
function clickOn(name: string, title: string): unknown {
  const notice = ordinaryNotices().find((each) => each.name === name)?.notice;
  assert.ok(notice !== undefined);
  const nodes = nodesOf(renderAdaptiveCard(cardFor(notice, CONTEXT)));
  const button = nodes.find((node) => node.type === 'Action.Execute' && node.title === title);
  const boxes = nodes.filter((node) => node.type === 'Input.Toggle');
  return { ...button?.data, ...Object.fromEntries(boxes.map(({ id, value }) => [id, value ?? 'false'])) };
}

describe('cards: inputs of a click', () => {
  it('the boxes ticked on a list arrive as its selection, with what the button carries', () => {
    const click = readClick(clickOn('list-selected', 'Next'));
    assert.deepEqual(click, {
      verb: 'list-show',
      id: 'V-7f3k2',
      inputs: { page: '3', selection: 'sandbox/1/1000,sandbox/1/1002' },
    });
  });

  it('a list with nothing ticked says so, rather than nothing at all', () => {
    assert.deepEqual(readClick(clickOn('list', 'Export CSV'))?.inputs, { selection: '' });
  });

  it('a page too long for a box each says so too, although a client leaves an empty choice out', () => {
    const list = ordinaryNotices().find(({ name }) => name === 'list')?.notice as ListNotice;
    const card = renderAdaptiveCard(cardFor({ ...list, per: 100, rows: users(100) }, CONTEXT));
    const nodes = nodesOf(card);
    assert.equal(nodes.filter((node) => node.type === 'Input.Toggle').length, 0);
    const button = nodes.find((node) => node.title === 'Next');
    assert.deepEqual(readInputs(button?.data), { page: '2', selection: '' });
    assert.deepEqual(readInputs({ ...button?.data, selection: 'sandbox/1/1' }), {
      page: '2',
      selection: 'sandbox/1/1',
    });
  });

  it('a choice of several arrives the same way', () => {
    assert.deepEqual(readInputs({ selection: 'sandbox/1/1,sandbox/1/2' }), {
      selection: 'sandbox/1/1,sandbox/1/2',
    });
  });

  it('what a form asks arrives under its agreed name, whichever other form of the card asks the same', () => {
    const payload = {
      ...(clickOn('list', 'Ask to add them') as object),
      'groups:propose-add:V-7f3k2': 'a, b',
      'groups:propose-remove:V-7f3k2': 'c',
      groups: 'd',
    };
    assert.deepEqual(readClick(payload), {
      verb: 'propose-add',
      id: 'V-7f3k2',
      inputs: { selection: '', groups: 'a, b' },
    });
  });

  it('a form with several fields brings all of them', () => {
    const payload = {
      ...(clickOn('approval-held', 'Ask for this cap') as object),
      'cap:cap:A-7f3k2': 2412,
      'reason:cap:A-7f3k2': 'the whole site closed',
    };
    assert.deepEqual(readClick(payload)?.inputs, { cap: '2412', reason: 'the whole site closed' });
  });

  it('what the filter form asks arrives in full, and what it is about at first stands in it', () => {
    const list = ordinaryNotices().find(({ name }) => name === 'list')?.notice as ListNotice;
    const nodes = nodesOf(renderAdaptiveCard(cardFor(list, CONTEXT)));
    const asked = nodes.filter(({ id }) => id?.endsWith(`:list-filter:${list.view}`) === true);
    const payload = {
      ...(clickOn('list', 'Show users') as object),
      ...Object.fromEntries(asked.flatMap(({ id, value }) => (value === undefined ? [] : [[id, value]]))),
    };
    assert.deepEqual(readClick(payload), {
      verb: 'list-filter',
      id: list.view,
      inputs: {
        selection: '',
        idle: '90',
        never: 'yes',
        status: 'active',
        licensed: 'yes',
        without: 'support-staff',
      },
    });
  });

  it('a filter form without a list brings its answers too', () => {
    const answers = { 'idle:list-filter:': '30', 'groups:list-filter:': 'a, b' };
    assert.deepEqual(readClick({ verb: 'list-filter', id: '', ...answers }), {
      verb: 'list-filter',
      id: '',
      inputs: { idle: '30', groups: 'a, b' },
    });
  });

  it('only the agreed names are read, and only texts', () => {
    const payload = {
      reason: 'no',
      per: 50,
      page: {},
      sort: null,
      verb: 'approve',
      id: 'A-1',
      __proto__x: 'y',
    };
    assert.deepEqual(readInputs(payload), { reason: 'no', per: '50' });
  });

  it('a payload without a verb of ours is no click', () => {
    for (const payload of [
      null,
      'approve',
      {},
      { verb: 'drop' },
      { verb: 'approve' },
      { verb: 'approve', id: 7 },
    ]) {
      assert.equal(readClick(payload), undefined);
    }
  });

  it('no reference is lost or split, whatever its directory and id are', () => {
    const part = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(part, part), { maxLength: 20 }), (parts) => {
        const refs = parts.map(([directory, id]) =>
          formatUserRef({ connection: 'c' as ConnectionName, directory, id }),
        );
        const payload = Object.fromEntries(refs.map((ref) => [`selection:${ref}`, 'true']));
        const read = readInputs(payload).selection;
        assert.deepEqual(new Set(read === undefined || read === '' ? [] : read.split(',')), new Set(refs));
      }),
    );
  });

  it('no payload at all makes it fail', () => {
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        readClick(payload);
        readInputs(payload);
      }),
    );
  });
});
