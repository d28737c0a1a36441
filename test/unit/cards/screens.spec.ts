import assert from 'node:assert/strict';
import { renderAdaptiveCard } from '../../../cards/adaptive-card/render.ts';
import type { Card } from '../../../cards/card.ts';
import { cardFor } from '../../../cards/card-for.ts';
import { grouped, HELP_GROUPS } from '../../../cards/help-groups.ts';
import { renderPlainText } from '../../../cards/plain-text/render.ts';
import { CATALOGUE } from '../../../src/commands/catalogue.ts';
import type { ListNotice, Notice, RunNotice } from '../../../src/domain/notice.ts';
import type { HelpEntry } from '../../../src/domain/opening-notice.ts';
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
    assert.deepEqual(labels(list({ offers: [] })), ['Next', 'Sort…', 'Export CSV', 'Filter…']);
    assert.deepEqual(labels(list({ offers: ['activate'] })), [
      'Next',
      'Sort…',
      'Activate…',
      'Export CSV',
      'Filter…',
      'Save filter…',
    ]);
    assert.deepEqual(labels(cardOf('list')).slice(2), [
      'Deactivate…',
      'Export CSV',
      'Filter…',
      'Activate…',
      'Add to groups…',
      'Remove from groups…',
      'Delete…',
      'Save filter…',
    ]);
  });

  it('a list names every user by the username that commands and plans use', () => {
    for (const width of [60, 100]) assert.match(renderPlainText(cardOf('list'), width), /svc_backup/);
    const drawn = JSON.stringify(renderAdaptiveCard(list({ rows: [aUser(0, { username: 'a.okafor' })] })));
    assert.match(drawn, /a\.okafor · ada@example\.com/);
    const without = list({ rows: [aUser(0, { username: 'a.okafor', email: '' })] });
    assert.match(JSON.stringify(renderAdaptiveCard(without)), /"a\.okafor"/);
  });

  it('a problem of many words keeps to its first sentence in the headline, and loses nothing', () => {
    const said = (message: string) =>
      cardFor({ kind: 'problem', problem: { kind: 'conflict', message } }, CONTEXT);
    const long = 'Who can decide on A-7f3k2: Tom Weiss, Ines Duarte, Jonas Brandt, Lena Vogel and 3 more.';
    const { headline, fallback, blocks } = said(`"approve" needs a role. ${long}`);
    assert.equal(headline, '"approve" needs a role.');
    assert.equal(fallback, `"approve" needs a role. ${long} Nothing was changed.`);
    assert.deepEqual(blocks, [{ kind: 'text', spans: [`${long} Nothing was changed.`] }]);
    const clause = said(`The database does not answer: ${'locked '.repeat(15)}`);
    assert.equal(clause.headline, 'The database does not answer:');
    const endless = said('x'.repeat(300));
    assert.equal(endless.headline, 'That did not work');
    assert.match(JSON.stringify(endless.blocks), /x{299}\. Nothing was changed\./);
    assert.equal(said('No.').headline, 'No. Nothing was changed.');
  });

  it('an idle list says that the never used are not on it, and how to take them too', () => {
    const said = (command: string) => renderPlainText(list({ command }), 1000);
    assert.match(
      said('users inactive:45d licensed:yes'),
      /never used are not among them\. To take them too: {2}inactive:45d,never$/m,
    );
    for (const command of ['users inactive:90d,never', 'users never', 'users licensed:yes', 'users']) {
      assert.doesNotMatch(said(command), /never used are not among them/, command);
    }
  });

  it('boxes to tick are spoken of only where there are some', () => {
    assert.doesNotMatch(renderPlainText(cardOf('list')), /[Tt]ick/);
    assert.match(JSON.stringify(renderAdaptiveCard(cardOf('list'))), /Tick users to act on them/);
  });

  it('a form of a list says what is ticked as far as it knows, and asks rather than acts', () => {
    const form = (changes: Partial<ListNotice>) => list(changes).buttons[0]?.asks;
    assert.equal(form({})?.submit, 'Ask to deactivate');
    assert.match(form({})?.text ?? '', /^None ticked when this was drawn\. .*about all 128/);
    assert.match(form({ selected: new Set([aUser(0).ref]) })?.text ?? '', /^1 ticked when this was drawn/);
  });

  it('a command to copy stays in one line where it fits', () => {
    const text = renderPlainText(cardOf('audit-verified'));
    assert.match(text, /^audit verify 1234-9f8e7d6c5b4a3f2e$/m);
  });

  it('help groups the commands, every one of the catalogue in a group of its own choice', () => {
    const named = HELP_GROUPS.flatMap(({ names }) => names);
    assert.deepEqual([...named].sort(), CATALOGUE.map(({ name }) => name).sort());
    const [look, other] = grouped([...CATALOGUE.slice(0, 1), { ...CATALOGUE[0], name: 'new' } as HelpEntry]);
    assert.deepEqual([look?.group.title, other?.group.title], ['Look', 'House']);
  });

  it('a change that finds nobody names the first who are left out, and how to read on', () => {
    const text = renderPlainText(cardOf('nothing'));
    assert.match(text, /^ada {7}an administrator, member of confluence-administrators$/m);
    assert.match(text, /… and 20 more\n\nMore about one of them: {2}why ada$/);
    assert.doesNotMatch(renderPlainText(cardOf('nothing-few')), /more$/m);
  });

  it('what was probably meant stands there to be copied', () => {
    const drawn = JSON.stringify(renderAdaptiveCard(cardOf('problem-not-understood')));
    assert.match(drawn, /"text":"users inactive:90d","fontType":"Monospace"/);
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

  it('an empty list has nothing to press but another filter', () => {
    assert.deepEqual(labels(cardOf('list-empty')), ['Filter…']);
  });
});
