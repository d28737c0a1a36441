import type { StatusNotice } from '../src/domain/house-notice.ts';
import { type Button, type Card, type CardContext, card, sayButton } from './card.ts';
import { connectionBlocks } from './connection-blocks.ts';
import { count, instant } from './format.ts';
import { headLines } from './log-end.ts';
import { stoppedLine } from './stopped-words.ts';
import { given } from './text.ts';

const MAX_CONNECTIONS = 10;

/** How things stand: what waits, what runs, whether everything is stopped, and each connection's figures. */
export function statusCard(notice: StatusNotice, context: CardContext): Card {
  const { stopped, connections, waiting, running, head, now } = notice;
  return card({
    headline:
      `${count(running, 'run')} under way, ${count(waiting, 'request')} waiting for a decision`.replace(
        /^no/,
        'No',
      ),
    badge: stopped === null ? null : { text: 'stopped', tone: 'attention' },
    evidence: [`${given(context.organisation)} · as of ${instant(now, context.zone)}`],
    blocks: [
      ...(stopped === null ? [] : [stoppedLine(stopped, context)]),
      ...connectionBlocks(connections, MAX_CONNECTIONS, context),
      ...headLines(head),
    ],
    buttons: buttonsOf(notice),
  });
}

function buttonsOf({ stopped, waiting, running }: StatusNotice): readonly Button[] {
  return [
    ...(waiting > 0 ? [sayButton('Show requests', 'approvals')] : []),
    ...(running > 0 ? [sayButton('Show runs', 'runs')] : []),
    ...(stopped === null ? [] : [sayButton('Resume all runs', 'resume')]),
  ];
}
