import type { ApprovalsNotice, OpenRequest } from '../src/domain/notice.ts';
import { aboutWords } from './about-words.ts';
import { type Block, type Card, type CardContext, card } from './card.ts';
import { count, instant, number } from './format.ts';
import { requestBlocks } from './request-blocks.ts';
import { given } from './text.ts';
import { APPROVAL_WORDS } from './words.ts';

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
      ...waiting
        .slice(0, MAX_WITH_BUTTONS)
        .flatMap((each) => requestBlocks(each, context, given(each.requester))),
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

function restBlocks(rest: readonly OpenRequest[], more: number, { zone }: CardContext): readonly Block[] {
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
