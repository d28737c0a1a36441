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

/** Who it is above, on what a decision rests below: neither costs the other room. */
function box(row: Row, numbering: Numbering): PlainTextOption {
  return {
    text: plain(whoOf(row), BLOCK_KIT_LIMITS.option),
    description: plain(row.detail, BLOCK_KIT_LIMITS.option),
    value: numbering.box(row),
  };
}

/** An address is shown whole or not at all, and once where it is the username too. */
function whoOf({ name, username, mail }: Row): string {
  const who = `${name} · ${username}`;
  const withMail = `${who} · ${mail}`;
  return mail === '' || mail === username || withMail.length > BLOCK_KIT_LIMITS.option ? who : withMail;
}
