import assert from 'node:assert/strict';
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { ValidateFunction } from 'ajv';
import { ADAPTIVE_CARD_LIMITS, sizeOf } from '../../../cards/adaptive-card/limits.ts';
import { renderAdaptiveCard } from '../../../cards/adaptive-card/render.ts';
import { cardFor } from '../../../cards/card-for.ts';
import type { ListNotice } from '../../../src/domain/notice.ts';
import { adaptiveCardValidator } from '../../support/adaptive-card-schema.ts';
import { CONTEXT } from '../../support/cards.ts';
import { hostileNotices, overLongNotices } from '../../support/hostile-notices.ts';
import { users } from '../../support/notice-parts.ts';
import { type NamedNotice, ordinaryNotices } from '../../support/notices.ts';

const fileUrl = (id: string): string => `/files/${id}`;

function render({ notice }: NamedNotice): IAdaptiveCard {
  return renderAdaptiveCard(cardFor(notice, CONTEXT), { fileUrl });
}

/** Every object inside a card, whatever it hangs on. */
function* nodes(value: unknown): Iterable<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const child of Object.values(value)) yield* nodes(child);
}

function listOf(count: number): NamedNotice {
  const list = ordinaryNotices().find(({ name }) => name === 'list')?.notice as ListNotice;
  return { name: `list of ${count}`, notice: { ...list, per: 100, rows: users(count) } };
}

/** Actions of a set that are drawn as buttons; the others are behind "more". */
function shownActions(actions: unknown): number {
  return (actions as { readonly mode?: string }[]).filter(({ mode }) => mode !== 'secondary').length;
}

describe('cards: Adaptive Cards are valid and within the limits of Teams', () => {
  let validate: ValidateFunction;

  before(function () {
    this.timeout(120_000);
    validate = adaptiveCardValidator();
  });

  const everything = [
    ...ordinaryNotices(),
    ...hostileNotices(),
    ...overLongNotices().map(({ name, notice }) => ({ name: `${name} over-long`, notice })),
    listOf(50),
    listOf(100),
  ].map((named) => ({ name: named.name, card: render(named) }));

  it("every card satisfies the schema made from Microsoft's types", () => {
    for (const { name, card } of everything) {
      const isValid = validate(card);
      assert.ok(isValid, `${name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    }
  });

  it('the schema refuses a card with a mistake deep inside', () => {
    const card = render(listOf(1));
    Object.assign(card.body[0] ?? {}, { wrap: 'yes' });
    assert.equal(validate(card), false);
  });

  it('no card is larger than a message may be, and each names version 1.5', () => {
    for (const { name, card } of everything) {
      assert.equal(card.version, '1.5');
      assert.ok(sizeOf(card) <= ADAPTIVE_CARD_LIMITS.bytes, `${name} takes ${sizeOf(card)} bytes`);
    }
  });

  it('no set holds more actions than are drawn, and every Execute has a Submit that says the same', () => {
    for (const { name, card } of everything) {
      for (const node of nodes(card)) {
        if (node.type === 'ActionSet') assert.ok(shownActions(node.actions) <= 6, name);
        if (node.type !== 'Action.Execute') continue;
        const { type, data, title } = node.fallback as Record<string, unknown>;
        assert.deepEqual(
          { type, data, title },
          { type: 'Action.Submit', data: node.data, title: node.title },
        );
        assert.equal((node.data as Record<string, unknown>).verb, node.verb);
      }
    }
  });

  it('a menu never stands alone, where some clients would not draw it', () => {
    for (const { name, card } of everything) {
      for (const node of nodes(card)) {
        if (node.type === 'ActionSet') assert.ok(shownActions(node.actions) > 0, name);
      }
    }
  });

  it('input ids of a card are unique, in all of its forms', () => {
    for (const { name, card } of everything.filter((each) => !each.name.includes('over-long'))) {
      const ids = [...nodes(card)]
        .filter((node) => String(node.type).startsWith('Input.'))
        .map((node) => node.id);
      assert.deepEqual(ids, [...new Set(ids)], name);
    }
  });

  it('an ordinary page of a hundred users is shown in full', () => {
    for (const count of [20, 50, 100]) {
      const json = JSON.stringify(render(listOf(count)));
      const missing = users(count).filter(({ ref }) => !json.includes(`${ref}"`));
      assert.deepEqual(missing, [], `page of ${count}`);
      assert.doesNotMatch(json, /… and \d+ more/);
    }
  });

  it('what does not fit is counted', () => {
    const list = overLongNotices().find(({ name }) => name === 'audit') as NamedNotice;
    assert.match(JSON.stringify(render(list)), /… and [\d,]+ more/);
  });
});
