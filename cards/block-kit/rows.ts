import type { ActionsBlock, PlainTextOption } from '@slack/types';
import type { Row, RowsBlock } from '../card.ts';
import { BLOCK_KIT_LIMITS } from './limits.ts';
import type { Numbering } from './numbering.ts';
import { plain } from './text.ts';

/** A box to tick for each user, ten in an element. */
export function rowBoxes({ rows }: RowsBlock, numbering: Numbering): ActionsBlock[] {
  const blocks: ActionsBlock[] = [];
  for (let at = 0; at < rows.length; at += BLOCK_KIT_LIMITS.checkboxes) {
    blocks.push(boxes(rows.slice(at, at + BLOCK_KIT_LIMITS.checkboxes), numbering));
  }
  return blocks;
}

function boxes(rows: readonly Row[], numbering: Numbering): ActionsBlock {
  const options = rows.map((row) => box(row, numbering));
  const ticked = options.filter((_, at) => rows[at]?.ticked === true);
  return {
    type: 'actions',
    block_id: numbering.blockId(),
    elements: [
      {
        type: 'checkboxes',
        action_id: numbering.actionId('tick'),
        options,
        ...(ticked.length === 0 ? {} : { initial_options: ticked }),
      },
    ],
  };
}

/** The address comes last, because the end is what is cut: on the detail a decision rests. */
function box(row: Row, numbering: Numbering): PlainTextOption {
  const { name, username, mail, detail } = row;
  return {
    text: plain(`${name} · ${username}`, BLOCK_KIT_LIMITS.option),
    description: plain(mail === '' ? detail : `${detail} · ${mail}`, BLOCK_KIT_LIMITS.option),
    value: numbering.box(row),
  };
}
