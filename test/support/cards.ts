import type { CardContext } from '../../cards/card.ts';

/** The context golden cards are drawn in. */
export const CONTEXT: CardContext = { zone: 'Europe/Berlin', organisation: 'Acme' };
