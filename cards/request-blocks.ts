import { approversOf } from '../src/domain/approval.ts';
import type { OpenRequest } from '../src/domain/notice.ts';
import { aboutWords, isPlan } from './about-words.ts';
import { type Block, type Button, type CardContext, line } from './card.ts';
import { decisionButtons, settingButtons } from './decision-buttons.ts';
import { placeWords } from './evidence.ts';
import { count, instant } from './format.ts';
import { given } from './text.ts';
import { APPROVAL_WORDS } from './words.ts';

function isHeld({ approval }: OpenRequest): boolean {
  return approval.state === 'held';
}

/**
 * One request with what its reader can do about it: buttons that decide it, or why they cannot. `chooses` is who has to
 * choose when it is beyond the cap, in words.
 */
export function requestBlocks(each: OpenRequest, { zone }: CardContext, chooses: string): readonly Block[] {
  const { approval, about, requester, barred } = each;
  const place = placeWords(approval.requestedFrom);
  const approved = approversOf(approval).length;
  const state = isHeld(each)
    ? APPROVAL_WORDS.held.word
    : `${approved} of ${count(approval.quorum, 'approval')}`;
  const blocks: readonly Block[] = [
    { kind: 'part', title: aboutWords(about, 'names'), detail: `${approval.id} · ${state}` },
    line({
      text:
        `Asked by ${given(requester)} in ${place}, ${instant(approval.createdAt, zone)}` +
        ` · ends ${instant(approval.expiresAt, zone)}`,
      style: 'quiet',
    }),
  ];
  if (isHeld(each)) return [...blocks, heldLine(approval.id, chooses)];
  return barred === null
    ? [...blocks, { kind: 'buttons', buttons: buttonsOf(each) }]
    : [...blocks, line(`You cannot decide this one: ${given(barred)}.`)];
}

function buttonsOf({ approval, about }: OpenRequest): readonly Button[] {
  return isPlan(about) ? decisionButtons(approval, about) : settingButtons(approval, about);
}

/** What it waits for; the choice is of who asked, so here are words instead of buttons. */
function heldLine(id: string, chooses: string): Block {
  return line(
    `Waits for ${chooses}: `,
    { text: `take ${id}`, style: 'code' },
    " takes as many as today's cap allows, ",
    { text: `cap ${id} NUMBER "why"`, style: 'code' },
    ' asks for a higher one.',
  );
}
