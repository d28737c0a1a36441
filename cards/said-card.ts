import type { SaidNotice } from '../src/domain/notice.ts';
import { type Card, card, line } from './card.ts';
import { given, LENGTHS } from './text.ts';

/** A short answer that needs no screen of its own. */
export function saidCard({ headline, detail }: SaidNotice): Card {
  return card({
    headline: given(headline, LENGTHS.line),
    blocks: detail === '' ? [] : [line(given(detail, LENGTHS.passage))],
  });
}
