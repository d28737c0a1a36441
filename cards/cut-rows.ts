import type { Block, Card } from './card.ts';

/** The card with at most `max` rows in each list and table; what is left out is counted there. */
export function cutRows(card: Card, max: number): Card {
  return { ...card, blocks: card.blocks.map((block) => cutBlock(block, max)) };
}

function cutBlock(block: Block, max: number): Block {
  // Spelled out per kind: the two hold rows of different types.
  if (block.kind === 'rows' && block.rows.length > max) {
    return { ...block, rows: block.rows.slice(0, max), more: block.more + block.rows.length - max };
  }
  if (block.kind === 'table' && block.rows.length > max) {
    return { ...block, rows: block.rows.slice(0, max), more: block.more + block.rows.length - max };
  }
  return block;
}
