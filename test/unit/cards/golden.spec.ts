import { renderAdaptiveCard } from '../../../cards/adaptive-card/render.ts';
import { renderBlocks } from '../../../cards/block-kit/render.ts';
import { cardFor } from '../../../cards/card-for.ts';
import { renderPlainText } from '../../../cards/plain-text/render.ts';
import { CONTEXT } from '../../support/cards.ts';
import { matchGolden } from '../../support/golden.ts';
import { ordinaryNotices } from '../../support/notices.ts';

describe('cards: every screen as it was last read by eye', () => {
  for (const { name, notice } of ordinaryNotices()) {
    it(`${name} reads the same as text`, () => {
      matchGolden(`cards/${name}.txt`, renderPlainText(cardFor(notice, CONTEXT)));
    });

    it(`${name} is the same Adaptive Card`, () => {
      const card = renderAdaptiveCard(cardFor(notice, CONTEXT), { fileUrl: (id) => `/files/${id}` });
      matchGolden(`cards/${name}.adaptive.json`, JSON.stringify(card, null, 2));
    });

    it(`${name} is the same in Block Kit`, () => {
      const { text, blocks } = renderBlocks(cardFor(notice, CONTEXT), { surface: 'message', key: 'card' });
      matchGolden(`cards/${name}.blocks.json`, JSON.stringify({ text, blocks }, null, 2));
    });
  }
});
