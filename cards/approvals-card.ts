import { approversOf } from '../src/domain/approval.ts';
import type { ApprovalsNotice } from '../src/domain/notice.ts';
import { aboutWords, isPlan } from './about-words.ts';
import { type Block, type Button, type Card, type CardContext, card, line } from './card.ts';
import { decisionButtons, settingButtons } from './decision-buttons.ts';
import { placeWords } from './evidence.ts';
import { count, instant, number } from './format.ts';
import { given } from './text.ts';
import { APPROVAL_WORDS } from './words.ts';

type Request = ApprovalsNotice['waiting'][number];

/** Requests with buttons of their own; more would be a wall of buttons. */
const MAX_WITH_BUTTONS = 5;
const MAX_LISTED = 20;

/** What is open, in the order it came in, each with its buttons unless the reader may not decide it. */
export function approvalsCard(notice: ApprovalsNotice, context: CardContext): Card {
  const { waiting, due, held } = notice;
  const more = due + held - waiting.length;
  const rest = waiting.slice(MAX_WITH_BUTTONS);
  return card({
    headline: headlineOf(notice),
    blocks: [
      ...waiting.slice(0, MAX_WITH_BUTTONS).flatMap((each) => requestBlocks(each, context)),
      ...(rest.length === 0 ? [] : restBlocks(rest, more, context)),
    ],
  });
}

function headlineOf({ due, held }: ApprovalsNotice): string {
  const waits = `${count(due, 'request')} ${due === 1 ? 'waits' : 'wait'} for a decision`;
  if (held === 0) return due === 0 ? 'Nothing waits for a decision' : waits;
  const is = held === 1 ? 'is' : 'are';
  return due === 0
    ? `${count(held, 'request')} ${is} beyond the cap, nothing waits for a decision`
    : `${waits}, ${number(held)} more ${is} beyond the cap`;
}

function isHeld({ approval }: Request): boolean {
  return approval.state === 'held';
}

function requestBlocks(each: Request, { zone }: CardContext): readonly Block[] {
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
  if (isHeld(each)) return [...blocks, heldLine(each)];
  return barred === null
    ? [...blocks, { kind: 'buttons', buttons: buttonsOf(each) }]
    : [...blocks, line(`You cannot decide this one: ${given(barred)}.`)];
}

function buttonsOf({ approval, about }: Request): readonly Button[] {
  return isPlan(about) ? decisionButtons(approval, about) : settingButtons(approval, about);
}

/** What it waits for; the choice is of who asked, so here are words instead of buttons. */
function heldLine({ approval: { id }, requester }: Request): Block {
  return line(
    `Waits for ${given(requester)}: `,
    { text: `take ${id}`, style: 'code' },
    " takes as many as today's cap allows, ",
    { text: `cap ${id} NUMBER "why"`, style: 'code' },
    ' asks for a higher one.',
  );
}

function restBlocks(rest: readonly Request[], more: number, { zone }: CardContext): readonly Block[] {
  const shown = rest.slice(0, MAX_LISTED);
  const rows = shown.map(({ approval, about, requester }) => [
    approval.id,
    aboutWords(about, 'names'),
    APPROVAL_WORDS[approval.state].word,
    given(requester),
    instant(approval.expiresAt, zone),
  ]);
  const columns = [
    { title: 'Request', weight: 2 },
    { title: 'What', weight: 4 },
    { title: 'State', weight: 3 },
    { title: 'Asked by', weight: 3 },
    { title: 'Ends', weight: 4 },
  ];
  return [
    { kind: 'part', title: 'Also open', detail: 'decide what waits with approve ID or reject ID "why"' },
    { kind: 'table', columns, rows, more: rest.length - shown.length + more },
  ];
}
