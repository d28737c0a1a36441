import { renderAdaptiveCard } from '../../cards/adaptive-card/render.ts';
import { cardFor } from '../../cards/card-for.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { filesOf } from '../../src/domain/notice-files.ts';
import type { MessageContent } from './messages.ts';

/** Turns a notice into what a message shows. */
export type Draw = (notice: Notice, readers: 'one' | 'all') => MessageContent;

/** Draws notices as Teams would get them; files are handed out only where one person reads. */
export function createDraw(context: { readonly zone: string; readonly organisation: string }): Draw {
  return (notice, readers) => {
    const card = cardFor(notice, context);
    return {
      text: null,
      attached: [],
      card: renderAdaptiveCard(card),
      headline: card.fallback,
      files: readers === 'one' ? filesOf(notice) : [],
    };
  };
}
