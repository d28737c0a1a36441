import type { IAdaptiveCard } from '@microsoft/teams.cards';

/** What Teams takes; sources in the comments of each. */
export const ADAPTIVE_CARD_LIMITS = {
  /** Newest version Teams draws for bots (msteams-docs, cards reference). */
  version: '1.5',
  /** In bytes of UTF-16; messages over 100 KB are refused (learn, format your bot messages), 80 is their advice. */
  bytes: 80 * 1024,
  /**
   * Actions drawn of one set; further ones are dropped without a word (adaptivecards.io, ActionSet in Teams). What
   * is behind "more" is not counted (adaptivecards 3, `ActionCollection.render`).
   */
  actions: 6,
} as const;

/** The size of a card as Teams counts it, in bytes of UTF-16. */
export function sizeOf(card: IAdaptiveCard): number {
  return JSON.stringify(card).length * 2;
}
