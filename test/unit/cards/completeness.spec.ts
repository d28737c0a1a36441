import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Button, Card } from '../../../cards/card.ts';
import { BUILDERS, cardFor } from '../../../cards/card-for.ts';
import { renderPlainText } from '../../../cards/plain-text/render.ts';
import { SENTENCES, sentencesFor } from '../../../cards/sentence-for.ts';
import { VERBS } from '../../../src/domain/inbound.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import { CONTEXT } from '../../support/cards.ts';
import { ordinaryNotices } from '../../support/notices.ts';
import { PROBLEMS } from '../../support/problems.ts';

/** The kinds a union declares, read from its sources: a type leaves no list behind at run time. */
function kindsIn(...files: readonly string[]): string[] {
  const textOf = (file: string) =>
    readFileSync(new URL(`../../../src/domain/${file}`, import.meta.url), 'utf8');
  const source = files.map(textOf).join('');
  const kinds = [...source.matchAll(/readonly kind: '([a-z-]+)';/g)].map((match) => match[1] ?? '');
  return [...new Set(kinds)].sort();
}

/** Every kind of notice that is declared anywhere. */
function noticeKinds(): string[] {
  return kindsIn('notice.ts', 'house-notice.ts', 'opening-notice.ts');
}

function buttonsOf({ blocks, buttons, menu }: Card): readonly Button[] {
  return [...blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : [])), ...buttons, ...menu];
}

describe('cards: nothing that can be said is without words', () => {
  it('every kind of notice has a builder and an ordinary example', () => {
    assert.deepEqual(Object.keys(BUILDERS).sort(), noticeKinds());
    const shown = new Set(ordinaryNotices().map(({ notice }) => notice.kind));
    assert.deepEqual([...shown].sort(), noticeKinds());
  });

  it('every kind of problem has a sentence', () => {
    assert.deepEqual(Object.keys(SENTENCES).sort(), kindsIn('problem.ts'));
    for (const problem of Object.values(PROBLEMS) as Problem[]) {
      assert.match(sentencesFor(problem).says, /^[^a-z].*[.!?]$/u, problem.kind);
    }
  });

  it('every problem but a fault of ours and a lost answer says that nothing was changed, once', () => {
    const unsure: Problem = { ...PROBLEMS.unavailable, isUnsure: true };
    for (const problem of [...(Object.values(PROBLEMS) as Problem[]), unsure]) {
      const text = renderPlainText(cardFor({ kind: 'problem', problem }, CONTEXT)).replace(/\n/g, ' ');
      const times = text.split('Nothing was changed.').length - 1;
      assert.equal(times, problem.kind === 'bug' || problem === unsure ? 0 : 1, text);
    }
  });

  it('every verb has its button on some card', () => {
    const verbs = ordinaryNotices().flatMap(({ notice }) => buttonsOf(cardFor(notice, CONTEXT)));
    const seen = new Set(verbs.map((button) => button.verb));
    assert.deepEqual([...seen].sort(), [...VERBS].sort());
  });

  it('no card has more than five buttons outside its menu and its pager, but for those that list requests', () => {
    for (const { name, notice } of ordinaryNotices()) {
      const { blocks, buttons } = cardFor(notice, CONTEXT);
      const inside = blocks
        .flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
        .filter(({ label }) => label !== 'Previous' && label !== 'Next');
      if (notice.kind !== 'approvals' && notice.kind !== 'home')
        assert.ok(inside.length + buttons.length <= 5, name);
    }
  });

  it('a label ends in … exactly when the button asks first or leads to a question', () => {
    for (const { name, notice } of ordinaryNotices()) {
      for (const { label, verb, asks } of buttonsOf(cardFor(notice, CONTEXT))) {
        const isAsked = asks !== undefined || verb.startsWith('propose-');
        assert.equal(label.endsWith('…'), isAsked, `${name}: ${label}`);
      }
    }
  });

  it('the fallback of every card is one line with its headline', () => {
    for (const { name, notice } of ordinaryNotices()) {
      const { fallback, headline } = cardFor(notice, CONTEXT);
      assert.ok(fallback.startsWith(headline) && !fallback.includes('\n'), name);
    }
  });
});
