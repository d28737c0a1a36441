import assert from 'node:assert/strict';
import { renderAdaptiveCard } from '../../../cards/adaptive-card/render.ts';
import { cardFor } from '../../../cards/card-for.ts';
import { renderPlainText } from '../../../cards/plain-text/render.ts';
import { displayWidth } from '../../../cards/plain-text/width.ts';
import { CONTEXT } from '../../support/cards.ts';
import { hostileNotices, overLongNotices } from '../../support/hostile-notices.ts';
import { ordinaryNotices } from '../../support/notices.ts';

/** Where a client reads Markdown: text blocks, labels and titles of inputs, facts. */
const MARKDOWN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  TextBlock: ['text'],
  'Input.Toggle': ['title', 'label'],
  'Input.ChoiceSet': ['label'],
  'Input.Text': ['label'],
  FactSet: ['facts'],
};
const MARKDOWN = /\*\*|\]\(|(^|\s)[_*`~]|!\[|<[^ ]|&[a-z]+;|:\/\/|^\s*([-+]|\d+[.)])\s/;
const CONTROLS = /[\p{Cc}\p{Cs}\u00AD\u200B\u202A-\u202E\u2066\u2067\uFEFF]/u;

const HOSTILE = hostileNotices();
const OVER_LONG = overLongNotices();

/** Texts that are read as Markdown, with the choices of inputs. */
function markdownTexts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Record<string, unknown>;
  const own = (MARKDOWN_FIELDS[String(node.type)] ?? []).map((field) => JSON.stringify(node[field] ?? ''));
  const choices = Array.isArray(node.choices)
    ? node.choices.map((choice) => JSON.stringify(choice.title))
    : [];
  return [...own.map(unquoted), ...choices.map(unquoted), ...Object.values(node).flatMap(markdownTexts)];
}

function unquoted(json: string): string {
  return String(JSON.parse(json));
}

/** Every text of a card that is shown; what a button sends back is not. */
function shownTexts(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return key === 'id' || key === 'value' ? [] : [value];
  if (typeof value !== 'object' || value === null || key === 'data') return [];
  return Object.entries(value).flatMap(([name, child]) =>
    shownTexts(child, Array.isArray(value) ? key : name),
  );
}

describe('cards: what people and directories wrote stays text', () => {
  it('nothing hostile reaches a place where Markdown is read', () => {
    for (const { name, notice } of HOSTILE) {
      const card = renderAdaptiveCard(cardFor(notice, CONTEXT));
      for (const text of markdownTexts(card)) assert.doesNotMatch(text, MARKDOWN, name);
    }
  });

  it('no control, reordering or invisible character is shown, in cards or as text', () => {
    for (const { name, notice } of HOSTILE) {
      const card = cardFor(notice, CONTEXT);
      for (const text of shownTexts(renderAdaptiveCard(card))) assert.doesNotMatch(text, CONTROLS, name);
      for (const line of renderPlainText(card).split('\n')) assert.doesNotMatch(line, CONTROLS, name);
    }
  });

  it('date functions of the card language stay text', () => {
    for (const { name, notice } of HOSTILE) {
      const texts = shownTexts(renderAdaptiveCard(cardFor(notice, CONTEXT)));
      for (const text of texts) assert.doesNotMatch(text, /\{\{(DATE|TIME)/, name);
    }
  });

  it('every right-to-left name is set apart from what stands beside it', () => {
    for (const { name, notice } of HOSTILE) {
      for (const line of renderPlainText(cardFor(notice, CONTEXT), 10_000).split('\n')) {
        const outside = line.replace(/\u2068[^\u2069]*\u2069/g, '');
        if (!isTyped(line)) assert.doesNotMatch(outside, /[\u0600-\u06FF]/, `${name}: ${line}`);
      }
    }
  });

  it('a text of 10,000 characters ends in a note and leaves a card one can read', () => {
    for (const { name, notice } of OVER_LONG) {
      const text = renderPlainText(cardFor(notice, CONTEXT));
      assert.ok(text.length < 100_000, `${name} takes ${text.length} characters`);
      const longest = Math.max(
        ...shownTexts(renderAdaptiveCard(cardFor(notice, CONTEXT))).map((each) => each.length),
      );
      assert.ok(longest < 6_000, `${name} has a text of ${longest}`);
    }
  });

  it('text keeps to its width, whatever is in it', () => {
    for (const width of [40, 100]) {
      for (const { name, notice } of [...ordinaryNotices(), ...HOSTILE, ...OVER_LONG]) {
        for (const line of renderPlainText(cardFor(notice, CONTEXT), width).split('\n')) {
          assert.ok(displayWidth(line) <= width, `${name} at ${width}: ${line}`);
        }
      }
    }
  });
});

/** A command to copy is printed as it has to be typed. */
function isTyped(line: string): boolean {
  return /\s{2}(users|deactivate|activate|export|why|exempt|protect|group|filter|مرحبا)/.test(line);
}
