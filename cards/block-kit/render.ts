import type { KnownBlock } from '@slack/types';
import type { Card, TableBlock } from '../card.ts';
import { cutRows } from '../cut-rows.ts';
import { actionBlocks } from './actions.ts';
import { middle } from './elements.ts';
import { BLOCK_KIT_LIMITS } from './limits.ts';
import { type BlockAction, Numbering } from './numbering.ts';
import { shorten } from './shorten.ts';
import { hasHead, richCharacters, tableCharacters } from './tables.ts';
import { escaped, filled, plain, smallPrint } from './text.ts';

export type { BlockAction } from './numbering.ts';

/** Where a card is shown and under which name its buttons are kept. */
export interface BlockKitOptions {
  readonly surface: 'message' | 'home';
  /** Opaque, at most 60 of [A-Za-z0-9_-]; new for every drawing, updates of a message too. */
  readonly key: string;
}

/** A card as Slack takes it, with what stays on the server. */
export interface RenderedBlocks {
  /** The card in one line, for notifications; already escaped, because Slack reads markup there. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** By number; the value of a button is `<key>.<number>`. */
  readonly actions: readonly BlockAction[];
  /** References of the rows that can be ticked, by number. Empty when there are none. */
  readonly refs: readonly string[];
}

/** Most rows of a list or table, tried in turn until the card fits; the first is a table of 100 with its head. */
const STEPS = [Number.POSITIVE_INFINITY, 99, 60, 40, 20, 10, 5, 0] as const;
const TOO_LONG = 'The rest is too long to be shown here.';

/** A card as Block Kit, always within what Slack takes. */
export function renderBlocks(card: Card, { surface, key }: BlockKitOptions): RenderedBlocks {
  const text = escaped(filled(shorten(card.fallback, BLOCK_KIT_LIMITS.text)));
  const most = BLOCK_KIT_LIMITS.blocks[surface];
  for (const rows of STEPS) {
    const { top, body, end, numbering } = draw(cutRows(card, rows), surface, key);
    const blocks = [...top, ...body, ...end];
    if (blocks.length <= most && fits(blocks)) return rendered(text, blocks, numbering);
  }
  const { top, body, end, numbering } = draw(cutRows(card, 0), surface, key);
  const note = smallPrint([TOO_LONG]);
  const start = startOf(body, most - top.length - note.length - end.length);
  return rendered(text, [...top, ...start, ...note, ...end], numbering);
}

function rendered(text: string, blocks: readonly KnownBlock[], { actions, refs }: Numbering): RenderedBlocks {
  return { text, blocks, actions, refs };
}

interface Drawn {
  readonly top: readonly KnownBlock[];
  readonly body: readonly KnownBlock[];
  readonly end: readonly KnownBlock[];
  readonly numbering: Numbering;
}

function draw(card: Card, surface: BlockKitOptions['surface'], key: string): Drawn {
  const numbering = new Numbering(key);
  const ticking = card.blocks.some((block) => block.kind === 'rows' && block.rows.length > 0);
  return {
    top: [
      { type: 'header', text: plain(card.headline, BLOCK_KIT_LIMITS.header) },
      ...smallPrint(card.badge === null ? [] : [card.badge.text]),
      ...smallPrint(card.evidence),
    ],
    body: middle(card.blocks, {
      numbering,
      ticking,
      native: surface === 'message' ? tableOf(card) : undefined,
    }),
    end: [...actionBlocks(card.buttons, card.menu, numbering), ...smallPrint(card.smallPrint)],
    numbering,
  };
}

/** The first table with a head; one without would have its first row drawn as one. */
function tableOf({ blocks }: Card): TableBlock | undefined {
  const tables = blocks.filter((block) => block.kind === 'table');
  return tables.find((block) => hasHead(block) && block.rows.length > 0);
}

function fits(blocks: readonly KnownBlock[]): boolean {
  const { rows, characters } = BLOCK_KIT_LIMITS.table;
  const tables = blocks.filter((block) => block.type === 'table');
  if (tables.some((table) => table.rows.length > rows || tableCharacters(table) > characters)) return false;
  const texts = blocks.filter((block) => block.type === 'rich_text');
  return texts.reduce((sum, block) => sum + richCharacters(block), 0) <= BLOCK_KIT_LIMITS.richText;
}

/** As many blocks from the start as fit; a table or text too long by itself is left out. */
function startOf(blocks: readonly KnownBlock[], most: number): readonly KnownBlock[] {
  const start: KnownBlock[] = [];
  for (const block of blocks) {
    if (start.length < most && fits([...start, block])) start.push(block);
  }
  return start;
}
