import type { IAdaptiveCard } from '@microsoft/teams.cards';
import { INPUTS } from '../../src/domain/inbound.ts';
import type { Card } from '../card.ts';
import { cutRows } from '../cut-rows.ts';
import { actionSets } from './actions.ts';
import { type Drawing, elements } from './elements.ts';
import { ADAPTIVE_CARD_LIMITS, sizeOf } from './limits.ts';
import { heading, inert, paragraph, toned } from './text.ts';

/** What the host of the card can do. */
export interface AdaptiveCardOptions {
  /** Makes a download button for stored files; without it the adapter hands files over by itself. */
  readonly fileUrl?: (id: string) => string;
}

/** Tried in turn until the card fits a message: every row, every row in short, then ever fewer. */
const STEPS = [
  { dense: false, rows: Number.POSITIVE_INFINITY },
  { dense: true, rows: Number.POSITIVE_INFINITY },
  { dense: true, rows: 50 },
  { dense: true, rows: 20 },
  { dense: true, rows: 5 },
  { dense: true, rows: 0 },
] as const;

/** An Adaptive Card 1.5 as plain JSON, never larger than a message may be. */
export function renderAdaptiveCard(card: Card, options: AdaptiveCardOptions = {}): IAdaptiveCard {
  // A client leaves out an empty choice of several, and "none ticked" must not read as "not asked".
  const fixed = card.blocks.some((block) => block.kind === 'rows') ? { [INPUTS.selection]: '' } : {};
  for (const { dense, rows } of STEPS) {
    const drawn = draw(cutRows(card, rows), { dense, fixed, fileUrl: options.fileUrl });
    if (sizeOf(drawn) <= ADAPTIVE_CARD_LIMITS.bytes) return drawn;
  }
  return frame(card, [heading(card.headline), paragraph(['The rest is too long to be shown here.'])]);
}

function draw(card: Card, drawing: Drawing): IAdaptiveCard {
  return frame(card, [
    heading(card.headline),
    ...(card.badge === null ? [] : [toned(card.badge.text, card.badge.tone)]),
    ...card.evidence.map((each) => paragraph([each], { isSubtle: true }, { spacing: 'Small' })),
    ...card.blocks.flatMap((block) => elements(block, drawing)),
    ...actionSets(card.buttons, card.menu, drawing.fixed),
    ...card.smallPrint.map((each) =>
      paragraph([each], { size: 'Small', isSubtle: true }, { spacing: 'Small' }),
    ),
  ]);
}

function frame(card: Card, body: IAdaptiveCard['body']): IAdaptiveCard {
  return {
    type: 'AdaptiveCard',
    version: ADAPTIVE_CARD_LIMITS.version,
    fallbackText: inert(card.fallback),
    msteams: { width: 'full' },
    body,
  };
}
