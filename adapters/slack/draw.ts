import type { KnownBlock } from '@slack/types';
import { renderBlocks } from '../../cards/block-kit/render.ts';
import type { Card } from '../../cards/card.ts';
import { cardFor } from '../../cards/card-for.ts';
import { renderPlainText } from '../../cards/plain-text/render.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { isProblem } from '../../src/domain/problem.ts';
import type { CardStore } from './card-store.ts';
import { escapeText } from './text.ts';

/** Who reads what is drawn, and where. */
export interface DrawnFor {
  readonly tenant: string;
  /** The only account id that sees it; null where everybody in the place does. */
  readonly reader: string | null;
  readonly surface: 'message' | 'home';
}

/** A notice as Slack takes it. */
export interface Drawn {
  /** One line for notifications, with nothing in it that acts as markup. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** Under which the card is kept. */
  readonly key: string;
  /** The whole card in words, for where the blocks are not taken. */
  readonly plain: string;
  /** False for one without buttons that nothing is remembered of. */
  readonly isKept: boolean;
}

/**
 * Draws a notice and keeps what its buttons mean. While the store is away, that something failed is said without
 * buttons: of all cards it is the one that is needed then.
 */
export type Draw = (notice: Notice, to: DrawnFor) => Promise<Drawn>;

const PLAIN_WIDTH = 80;
/** chat.update refuses longer texts, and 4,000 is what Slack recommends (docs.slack.dev, chat.postMessage). */
const MAX_TEXT = 3_900;

/** Draws in the words of one organisation and the dates of one zone. */
export function createDraw(
  cards: CardStore,
  context: { readonly zone: string; readonly organisation: string },
): Draw {
  return async (notice, { tenant, reader, surface }) => {
    const card = cardFor(notice, context);
    const key = cards.newKey();
    const { actions, refs, ...blocks } = renderBlocks(card, { surface, key });
    try {
      await cards.keep({ key, actions, refs, tenant, reader });
      return { ...drawn(card, key, blocks), isKept: true };
    } catch (error) {
      if (notice.kind !== 'problem' || !isProblem(error, 'unavailable')) throw error;
      const bare = { ...card, buttons: [], menu: [] };
      return { ...drawn(bare, key, renderBlocks(bare, { surface, key })), isKept: false };
    }
  };
}

function drawn(card: Card, key: string, { text, blocks }: Pick<Drawn, 'text' | 'blocks'>) {
  const plain = escapeText(renderPlainText(card, PLAIN_WIDTH), MAX_TEXT);
  // Slack refuses a message without any text.
  return { text, blocks, key, plain: plain.trim() === '' ? text : plain };
}
