import type { StatusNotice } from '../src/domain/house-notice.ts';
import {
  type Block,
  type Button,
  type Card,
  type CardContext,
  card,
  facts,
  line,
  sayButton,
} from './card.ts';
import { readWords } from './evidence.ts';
import { count, instant, number } from './format.ts';
import { headLines } from './log-end.ts';
import { stoppedLine } from './stopped-words.ts';
import { given, LENGTHS } from './text.ts';

type Connection = StatusNotice['connections'][number];

const MAX_CONNECTIONS = 10;

/** How things stand: what waits, what runs, whether everything is stopped, and each connection's figures. */
export function statusCard(notice: StatusNotice, context: CardContext): Card {
  const { stopped, connections, waiting, running, head, now } = notice;
  const shown = connections.slice(0, MAX_CONNECTIONS);
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
      ...shown.flatMap((connection) => connectionBlocks(connection, context)),
      ...(connections.length > shown.length
        ? [line(`… and ${connections.length - shown.length} more connections`)]
        : []),
      ...headLines(head),
    ],
    buttons: buttonsOf(notice),
  });
}

function connectionBlocks(connection: Connection, { zone }: CardContext): readonly Block[] {
  const { source, users, active, deactivated, writable, failed } = connection;
  const part: Block = { kind: 'part', title: given(source.label), detail: readWords(source, zone) };
  const fault = failed === null ? null : { name: 'Fault', value: given(failed, LENGTHS.line) };
  // Noughts would say that it was read and is empty.
  if (source.readAt === null && failed !== null) return [part, facts(fault)];
  return [
    part,
    facts(
      fault,
      {
        name: 'Users',
        value: `${number(users)}: ${number(active)} enabled, ${number(deactivated)} deactivated`,
      },
      { name: 'Seats', value: seatWords(connection) },
      { name: 'Changes', value: writable ? 'possible' : 'not possible: read-only, changes make reports' },
    ),
  ];
}

function seatWords({ licensed, seatUnknown, seats }: Connection): string {
  const limit = seats === null ? 'no limit known' : `${number(seats)} in all`;
  if (licensed === 0 && seatUnknown > 0) return `not known who holds one, ${limit}`;
  const used =
    seats === null ? `${number(licensed)} used, ${limit}` : `${number(licensed)} of ${number(seats)} used`;
  return seatUnknown === 0 ? used : `${used}, not known of ${count(seatUnknown, 'user')}`;
}

function buttonsOf({ stopped, waiting, running }: StatusNotice): readonly Button[] {
  return [
    ...(waiting > 0 ? [sayButton('Show requests', 'approvals')] : []),
    ...(running > 0 ? [sayButton('Show runs', 'runs')] : []),
    ...(stopped === null ? [] : [sayButton('Resume all runs', 'resume')]),
  ];
}
