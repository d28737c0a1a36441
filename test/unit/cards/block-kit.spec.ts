import assert from 'node:assert/strict';
import type { ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { renderForm } from '../../../cards/block-kit/form.ts';
import { type RenderedBlocks, renderBlocks } from '../../../cards/block-kit/render.ts';
import type { Button, Card } from '../../../cards/card.ts';
import { cardFor } from '../../../cards/card-for.ts';
import type { ListNotice } from '../../../src/domain/notice.ts';
import { anyCard } from '../../support/any-card.ts';
import { brokenRules } from '../../support/block-kit-rules.ts';
import { blockValidator } from '../../support/block-kit-schema.ts';
import { type Node, nodesIn } from '../../support/block-kit-shapes.ts';
import { CONTEXT } from '../../support/cards.ts';
import { hostileNotices, overLongNotices } from '../../support/hostile-notices.ts';
import { users } from '../../support/notice-parts.ts';
import { type NamedNotice, ordinaryNotices } from '../../support/notices.ts';

const SURFACES = ['message', 'home'] as const;

function listOf(count: number): NamedNotice {
  const list = ordinaryNotices().find(({ name }) => name === 'list')?.notice as ListNotice;
  return { name: `list of ${count}`, notice: { ...list, per: 100, rows: users(count) } };
}

function render(card: Card, surface: (typeof SURFACES)[number] = 'message'): RenderedBlocks {
  return renderBlocks(card, { surface, key: 'card' });
}

function ordinary(name: string): RenderedBlocks {
  const found = ordinaryNotices().find((each) => each.name === name);
  assert.ok(found !== undefined, name);
  return render(cardFor(found.notice, CONTEXT));
}

function buttonsOf({ blocks, buttons, menu }: Card): readonly Button[] {
  return [...blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : [])), ...buttons, ...menu];
}

/** Values of everything that can be pressed, in the order it is drawn. */
function pressValues(blocks: readonly unknown[]): unknown[] {
  return [...nodesIn(blocks)].flatMap((node) => {
    if (node.type === 'button') return [node.value];
    if (node.type !== 'overflow' && node.type !== 'static_select') return [];
    return (node.options as Node[]).map(({ value }) => value);
  });
}

function tickOptions(blocks: readonly unknown[]): Node[] {
  const boxes = [...nodesIn(blocks)].filter(({ type }) => type === 'checkboxes');
  return boxes.flatMap(({ options }) => options as Node[]);
}

describe('cards: Block Kit is valid and within the limits of Slack', () => {
  let validate: ValidateFunction;

  before(function () {
    this.timeout(120_000);
    validate = blockValidator();
  });

  const cards = [
    ...ordinaryNotices(),
    ...hostileNotices(),
    ...overLongNotices().map(({ name, notice }) => ({ name: `${name} over-long`, notice })),
    listOf(50),
    listOf(100),
  ].map(({ name, notice }) => ({ name, card: cardFor(notice, CONTEXT) }));
  const everything = cards.flatMap(({ name, card }) =>
    SURFACES.map((surface) => ({
      name: `${name} (${surface})`,
      surface,
      card,
      drawn: render(card, surface),
    })),
  );

  it('no rule of Slack is broken, on any surface', () => {
    for (const { name, surface, drawn } of everything) {
      assert.deepEqual(brokenRules(drawn.blocks, surface), [], name);
    }
  });

  it("every block satisfies the schema made from Slack's types, which refuses a mistake deep inside", () => {
    for (const { name, drawn } of everything) {
      for (const block of drawn.blocks) {
        assert.ok(validate(block), `${name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
      }
    }
    const [header] = structuredClone(ordinary('list').blocks);
    assert.equal(validate({ ...header, text: { type: 'plain_text', text: 'a', emoji: 'no' } }), false);
  });

  it('nothing is drawn where markup, mentions or emoji names are read', () => {
    for (const { name, drawn } of everything) {
      for (const node of nodesIn(drawn.blocks)) {
        assert.notEqual(node.type, 'mrkdwn', name);
        assert.ok(!['user', 'broadcast', 'usergroup', 'link', 'channel'].includes(String(node.type)), name);
        if (node.type === 'plain_text') assert.equal(node.emoji, false, name);
      }
      assert.doesNotMatch(drawn.text, /[<>]|&(?!(amp|lt|gt);)/, name);
      assert.doesNotMatch(drawn.text, /\n|^\s*$/, name);
    }
  });

  it('any card whatever is drawn within the limits', () => {
    fc.assert(
      fc.property(anyCard(), fc.constantFrom(...SURFACES), (card, surface) => {
        const { blocks, text } = render(card, surface);
        assert.deepEqual(brokenRules(blocks, surface), []);
        assert.ok(text.trim() !== '' && blocks.every((block) => validate(block)));
      }),
      { numRuns: 6 },
    );
  });

  it('every button of a card can be pressed, and says which it is', () => {
    for (const { name, card, drawn } of everything) {
      if (name.includes('over-long')) continue;
      const wanted = buttonsOf(card).map(({ label, verb, id, inputs }) => ({
        label,
        verb,
        id,
        inputs: inputs ?? {},
      }));
      assert.deepEqual(
        drawn.actions.map(({ asks: _, ...action }) => action),
        wanted,
        name,
      );
      assert.deepEqual(
        pressValues(drawn.blocks),
        wanted.map((_, n) => `card.${n}`),
        name,
      );
    }
  });

  it('a page of a hundred users is shown in full, each with a box of its own', () => {
    for (const surface of SURFACES) {
      const { blocks, refs } = render(cardFor(listOf(100).notice, CONTEXT), surface);
      assert.deepEqual(
        refs,
        users(100).map(({ ref }) => ref),
      );
      assert.deepEqual(
        tickOptions(blocks).map(({ value }) => value),
        refs.map((_, n) => String(n)),
      );
      assert.doesNotMatch(JSON.stringify(blocks), /more"/);
    }
  });

  it('what was ticked is ticked', () => {
    const { blocks, refs } = ordinary('list-selected');
    const boxes = [...nodesIn(blocks)].find(({ type }) => type === 'checkboxes');
    const ticked = ((boxes?.initial_options ?? []) as Node[]).map(({ value }) => refs[Number(value)]);
    assert.deepEqual(ticked, ['sandbox/1/1000', 'sandbox/1/1002']);
  });

  it('what does not fit is counted, and words about boxes go with them', () => {
    const list = overLongNotices().find(({ name }) => name === 'audit') as NamedNotice;
    assert.match(JSON.stringify(render(cardFor(list.notice, CONTEXT))), /… and [\d,]+ more/);
    const empty = cardFor({ ...(listOf(3).notice as ListNotice), rows: [] }, CONTEXT);
    assert.doesNotMatch(JSON.stringify(render(empty)), /Tick users/);
    assert.match(JSON.stringify(ordinary('list')), /Tick users/);
  });

  it('a card too long even so says so, and keeps its buttons', () => {
    const [one] = buttonsOf(cardFor(listOf(1).notice, CONTEXT));
    assert.ok(one !== undefined);
    const facts = Array.from(
      { length: 99 },
      (_, n) => ({ kind: 'facts', facts: [{ name: `n${n}`, value: 'v' }] }) as const,
    );
    const { blocks, actions } = render({
      ...cardFor(listOf(1).notice, CONTEXT),
      blocks: facts,
      buttons: [one],
      menu: [],
    });
    assert.equal(blocks.length, 50);
    assert.match(JSON.stringify(blocks.at(-2)), /The rest is too long to be shown here/);
    assert.deepEqual([blocks.at(-1)?.type, actions.length], ['actions', 1]);
  });

  it('there are tables in messages only, and the second one of a card is text', () => {
    const card = cardFor(
      (ordinaryNotices().find(({ name }) => name === 'audit') as NamedNotice).notice,
      CONTEXT,
    );
    const twice = { ...card, blocks: [...card.blocks, ...structuredClone(card.blocks)] };
    const types = (drawn: RenderedBlocks) => [...nodesIn(drawn.blocks)].map(({ type }) => type);
    const count = (drawn: RenderedBlocks, wanted: string) =>
      types(drawn).filter((type) => type === wanted).length;
    const [message, home] = [render(twice), render(twice, 'home')];
    assert.deepEqual([count(message, 'table'), count(message, 'rich_text_preformatted')], [1, 1]);
    assert.deepEqual([count(home, 'table'), count(home, 'rich_text_preformatted')], [0, 2]);
  });
});

describe('cards: users in Block Kit', () => {
  it('an address stands beside the name, once, and whole or not at all', () => {
    const row = {
      ref: 'r',
      name: 'Ada',
      username: 'ada',
      mail: 'ada@example.com',
      detail: 'today',
      ticked: false,
    };
    const drawn = (changes: Partial<typeof row>) => {
      const card = cardFor(listOf(1).notice, CONTEXT);
      const rows = [{ ...row, ...changes }];
      const { blocks } = render({ ...card, blocks: [{ kind: 'rows', label: 'Users', rows, more: 0 }] });
      return tickOptions(blocks).flatMap(({ text, description }) => [text, description] as Node[]);
    };
    const texts = (changes: Partial<typeof row>) => drawn(changes).map(({ text }) => text);
    assert.deepEqual(texts({}), ['Ada · ada · ada@example.com', 'today']);
    assert.deepEqual(texts({ username: 'ada@example.com' }), ['Ada · ada@example.com', 'today']);
    assert.deepEqual(texts({ mail: '' }), ['Ada · ada', 'today']);
    assert.deepEqual(texts({ mail: `${'a'.repeat(70)}@example.com` }), ['Ada · ada', 'today']);
  });
});

describe('cards: forms in Block Kit', () => {
  it('no screen asks in words that Slack has no room for', () => {
    for (const { name, notice } of ordinaryNotices()) {
      for (const { label, asks } of render(cardFor(notice, CONTEXT)).actions) {
        if (asks === null) continue;
        const { title, submit, close, blocks } = renderForm(label, asks, 'form');
        const choices = [...nodesIn(blocks)].flatMap(({ options }) => (options ?? []) as Node[]);
        const words = [title, submit, close, ...choices.map(({ text }) => text)] as Node[];
        for (const { text } of words) assert.doesNotMatch(String(text), /…$/, `${name}: ${label}`);
      }
    }
  });
});

describe('cards: buttons in Block Kit', () => {
  it('Slack asks for a second thought by itself; questions are left to a form', () => {
    const { actions, blocks } = ordinary('setting-give-role');
    const buttons = [...nodesIn(blocks)].filter(({ type }) => type === 'button');
    assert.match(JSON.stringify(buttons[0]?.confirm), /Once it is approved, this person may decide/);
    assert.equal(actions[0]?.asks, null);
    assert.equal(buttons[1]?.confirm, undefined);
    assert.equal(actions[1]?.asks?.fields.length, 1);
  });

  it('a second thought too long for Slack, or behind a menu, becomes a form', () => {
    const card = cardFor(listOf(1).notice, CONTEXT);
    const button: Button = { label: 'Undo…', verb: 'undo', id: 'R-1', typed: null };
    const asks = { text: 'x'.repeat(301), fields: [], submit: 'Undo' };
    const long = render({ ...card, blocks: [], buttons: [{ ...button, asks }], menu: [] });
    assert.deepEqual(long.actions[0]?.asks, asks);
    assert.doesNotMatch(JSON.stringify(long.blocks), /"confirm"/);
    const short = { ...asks, text: 'Sure?' };
    const seldom = { ...button, asks: short };
    const behind = render({ ...card, blocks: [], buttons: [], menu: [seldom, seldom] });
    assert.deepEqual(behind.actions[0]?.asks, short);
  });

  it('what would stand alone behind a menu is a button, while there is room for one', () => {
    const button: Button = { label: 'Help', verb: 'say', id: 'help', typed: 'help' };
    const drawn = (buttons: number, menu: number) => {
      const card = { ...cardFor(listOf(1).notice, CONTEXT), blocks: [] };
      const many = (count: number) => Array.from({ length: count }, () => button);
      const { blocks } = render({ ...card, buttons: many(buttons), menu: many(menu) });
      const block = blocks.find(({ type }) => type === 'actions') as { elements: Node[] } | undefined;
      return block?.elements.map(({ type }) => type).filter((type) => type !== 'button');
    };
    assert.deepEqual(drawn(0, 1), []);
    assert.deepEqual(drawn(4, 1), []);
    assert.deepEqual(drawn(5, 1), ['overflow']);
    assert.deepEqual(drawn(2, 2), ['overflow']);
  });

  it('five stand side by side, the others behind a menu that has room for all', () => {
    const button = (n: number): Button => ({
      label: `B${n}`,
      verb: 'say',
      id: `help ${n}`,
      typed: `help ${n}`,
    });
    const drawn = (count: number) => {
      const buttons = Array.from({ length: count }, (_, n) => button(n));
      const { blocks } = render({ ...cardFor(listOf(1).notice, CONTEXT), blocks: [], buttons, menu: [] });
      const block = blocks.find(({ type }) => type === 'actions') as { elements: Node[] } | undefined;
      return block?.elements.map(({ type }) => type).slice(5);
    };
    assert.deepEqual(drawn(5), []);
    assert.deepEqual(drawn(10), ['overflow']);
    assert.deepEqual(drawn(11), ['static_select']);
    assert.deepEqual(drawn(106), ['static_select', 'static_select']);
  });

  it('colour marks the first thing to do and what ends something; ids are new with every drawing', () => {
    const styles = (name: string) =>
      [...nodesIn(ordinary(name).blocks)]
        .map(({ style }) => style)
        .filter((style) => typeof style === 'string');
    assert.deepEqual(styles('approval-waiting'), ['primary']);
    assert.deepEqual([...new Set(styles('run-running'))], ['danger']);
    const { notice } = ordinaryNotices().find(({ name }) => name === 'list') as NamedNotice;
    const ids = (key: string) =>
      [...nodesIn(renderBlocks(cardFor(notice, CONTEXT), { surface: 'message', key }).blocks)].flatMap(
        ({ block_id: id }) => (id === undefined ? [] : [id]),
      );
    assert.deepEqual(
      ids('a').filter((id) => ids('b').includes(id)),
      [],
    );
  });

  it('two buttons of one name differ for those who hear them', () => {
    const spoken = [...nodesIn(ordinary('approvals').blocks)].flatMap(({ accessibility_label: label }) =>
      label === undefined ? [] : [label],
    );
    assert.equal(new Set(spoken).size, spoken.length);
    assert.ok(spoken.includes('Reject…: reject A-7f3k2 "why"'));
  });
});
