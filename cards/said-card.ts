import type { SaidNotice } from '../src/domain/notice.ts';
import { type Card, type CardContext, card, line } from './card.ts';
import { stoppedLine } from './stopped-words.ts';
import { given, LENGTHS } from './text.ts';

/** A short answer that needs no screen of its own. */
export function saidCard({ headline, detail, stopped }: SaidNotice, context: CardContext): Card {
  return card({
    headline: given(headline, LENGTHS.line),
    blocks: [
      ...(detail === '' ? [] : [line(given(detail, LENGTHS.passage))]),
      ...(stopped === undefined ? [] : [stoppedLine(stopped, context, 'This run goes')]),
    ],
  });
}
