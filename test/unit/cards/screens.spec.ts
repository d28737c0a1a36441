import assert from 'node:assert/strict';
import type { Card } from '../../../cards/card.ts';
import { cardFor } from '../../../cards/card-for.ts';
import { renderPlainText } from '../../../cards/plain-text/render.ts';
import type { ListNotice, Notice, RunNotice } from '../../../src/domain/notice.ts';
import { CONTEXT } from '../../support/cards.ts';
import { aUser } from '../../support/notice-parts.ts';
import { ordinaryNotices } from '../../support/notices.ts';

function ordinary(name: string): Notice {
  const found = ordinaryNotices().find((each) => each.name === name);
  assert.ok(found !== undefined, name);
  return found.notice;
}

function cardOf(name: string): Card {
  return cardFor(ordinary(name), CONTEXT);
}

function list(changes: Partial<ListNotice>): Card {
  return cardFor({ ...(ordinary('list') as ListNotice), ...changes }, CONTEXT);
}

function labels(card: Card): string[] {
  const inside = card.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  return [...inside, ...card.buttons, ...card.menu].map((button) => button.label);
}

describe('cards: what each screen offers', () => {
  it('a decided request has no buttons, in any state', () => {
    for (const state of ['approved', 'rejected', 'withdrawn', 'expired'])
      assert.deepEqual(labels(cardOf(`approval-${state}`)), []);
    for (const state of ['approved', 'expired']) assert.deepEqual(labels(cardOf(`setting-${state}`)), []);
  });

  it('a report says first that nothing can be carried out, and has no buttons', () => {
    const card = cardOf('report');
    assert.match(card.headline, /^Report only/);
    assert.deepEqual(labels(card), []);
  });

  it('a request that the reader may not decide, or that is beyond the cap, has no buttons', () => {
    const ids = cardOf('approvals').blocks.flatMap((block) =>
      block.kind === 'buttons' ? block.buttons.map((button) => `${button.verb} ${button.id}`) : [],
    );
    assert.deepEqual(ids, ['approve A-7f3k2', 'reject A-7f3k2', 'approve A-3w8s6', 'reject A-3w8s6']);
  });

  it('a run can be cancelled until it has ended', () => {
    assert.deepEqual(labels(cardOf('run-queued')), ['Pause', 'Cancel…']);
    assert.deepEqual(labels(cardOf('run-running')), ['Pause', 'Cancel…']);
    assert.deepEqual(labels(cardOf('run-paused')), ['Continue', 'Cancel…']);
    assert.deepEqual(labels(cardOf('run-halted')), ['Resume all runs', 'Cancel…']);
    assert.deepEqual(labels(cardOf('run-cancelling')), []);
    assert.deepEqual(labels(cardOf('run-done')), ['Undo this run…', 'Download results']);
  });

  it('a run is undone only where it can be, and a deletion never', () => {
    const done = ordinary('run-done') as RunNotice;
    assert.deepEqual(labels(cardFor({ ...done, undoable: false }, CONTEXT)), ['Download results']);
    assert.equal((ordinary('run-deleted') as RunNotice).undoable, true);
    assert.deepEqual(labels(cardOf('run-deleted')), ['Download results']);
  });

  it('a list turns only to pages that exist', () => {
    assert.deepEqual(labels(list({ page: 1 })).slice(0, 2), ['Next', 'Sort…']);
    assert.deepEqual(labels(list({ page: 3 })).slice(0, 3), ['Previous', 'Next', 'Sort…']);
    assert.deepEqual(labels(list({ page: 7 })).slice(0, 2), ['Previous', 'Sort…']);
  });

  it('a list offers only the changes its reader may ask for', () => {
    assert.deepEqual(labels(list({ offers: [] })), ['Next', 'Sort…', 'Export CSV']);
    assert.deepEqual(labels(list({ offers: ['activate'] })), [
      'Next',
      'Sort…',
      'Activate…',
      'Export CSV',
      'Save filter…',
    ]);
    assert.deepEqual(labels(cardOf('list')).slice(2), [
      'Deactivate…',
      'Export CSV',
      'Activate…',
      'Add to groups…',
      'Remove from groups…',
      'Delete…',
      'Save filter…',
    ]);
  });

  it('with a selection no typed twin stands in for the button, because it would act on everybody', () => {
    const card = list({ selected: new Set([aUser(0).ref]) });
    assert.match(renderPlainText(card), /Acts on 1 selected/);
    assert.doesNotMatch(renderPlainText(card), /^(Deactivate|Activate|Export)/m);
  });

  it('a command too long to be typed is not offered cut short', () => {
    const card = list({ command: `users list:${'name,'.repeat(100)}x` });
    assert.doesNotMatch(renderPlainText(card), /list:name/);
  });

  it('a list that moved says what was listed and what is now', () => {
    assert.equal(list({ before: 131 }).evidence[0], '131 listed, 128 now');
  });

  it('old figures say so before anything else about their source', () => {
    assert.ok(cardOf('list-selected').evidence.some((each) => each.startsWith('Old figures: ')));
  });

  it('an empty list has nothing to press', () => {
    assert.deepEqual(labels(cardOf('list-empty')), []);
  });
});
