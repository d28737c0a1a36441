import type { ApprovalsNotice } from '../src/domain/notice.ts';
import { type Block, type Card, type CardContext, card, line } from './card.ts';
import { decisionButtons } from './decision-buttons.ts';
import { placeWords } from './evidence.ts';
import { count, instant } from './format.ts';
import { planWords } from './plan-facts.ts';
import { given } from './text.ts';

type Waiting = ApprovalsNotice['waiting'][number];

/** Requests with buttons of their own; more would be a wall of buttons. */
const MAX_WITH_BUTTONS = 5;
const MAX_LISTED = 20;

/** What waits for a decision, oldest first as it came, each with its buttons unless the reader may not. */
export function approvalsCard({ waiting }: ApprovalsNotice, context: CardContext): Card {
  const total = waiting.length;
  const verb = total === 1 ? 'waits' : 'wait';
  const rest = waiting.slice(MAX_WITH_BUTTONS);
  return card({
    headline:
      total === 0 ? 'Nothing waits for a decision' : `${count(total, 'request')} ${verb} for a decision`,
    blocks: [
      ...waiting.slice(0, MAX_WITH_BUTTONS).flatMap((each) => requestBlocks(each, context)),
      ...(rest.length === 0 ? [] : restBlocks(rest, context)),
    ],
  });
}

function requestBlocks(each: Waiting, { zone }: CardContext): readonly Block[] {
  const { approval, plan, requester, barred } = each;
  const place = placeWords(approval.requestedFrom);
  const approved = approval.verdicts.filter((verdict) => verdict.verdict === 'approve').length;
  const blocks: readonly Block[] = [
    { kind: 'part', title: planWords(plan), detail: approval.id },
    line({
      text:
        `Asked by ${given(requester)} in ${place}, ${instant(approval.createdAt, zone)}` +
        ` · ends ${instant(approval.expiresAt, zone)} · ${approved} of ${count(approval.quorum, 'approval')}`,
      style: 'quiet',
    }),
  ];
  return barred === null
    ? [...blocks, { kind: 'buttons', buttons: decisionButtons(approval, plan) }]
    : [...blocks, line(`You cannot decide this one: ${given(barred)}.`)];
}

function restBlocks(rest: readonly Waiting[], { zone }: CardContext): readonly Block[] {
  const shown = rest.slice(0, MAX_LISTED);
  const rows = shown.map(({ approval, plan, requester }) => [
    approval.id,
    planWords(plan),
    given(requester),
    instant(approval.expiresAt, zone),
  ]);
  const columns = [
    { title: 'Request', weight: 2 },
    { title: 'What', weight: 4 },
    { title: 'Asked by', weight: 3 },
    { title: 'Ends', weight: 4 },
  ];
  return [
    line(
      'Also waiting; decide with ',
      { text: 'approve ID', style: 'code' },
      ' or ',
      { text: 'reject ID "why"', style: 'code' },
      ':',
    ),
    { kind: 'table', columns, rows, more: rest.length - shown.length },
  ];
}
