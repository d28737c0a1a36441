import type { StatusNotice } from '../src/domain/notice.ts';
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
import { given, LENGTHS, sentence } from './text.ts';

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

function stoppedLine(stopped: NonNullable<StatusNotice['stopped']>, { zone }: CardContext): Block {
  const { by, at, reason } = stopped;
  const who = by === null ? 'Rollcall stopped every run by itself' : `${given(by)} stopped every run`;
  const why = reason === null ? '' : `${sentence(given(reason, LENGTHS.line))} `;
  const when = `${who} on ${instant(at, zone)}. ${why}They go on after `;
  return line(when, { text: 'resume', style: 'code' }, '.');
}

function connectionBlocks(connection: Connection, { zone }: CardContext): readonly Block[] {
  const { source, users, active, deactivated, licensed, seats, writable } = connection;
  const used =
    seats === null
      ? `${number(licensed)} used, no limit known`
      : `${number(licensed)} of ${number(seats)} used`;
  return [
    { kind: 'part', title: given(source.label), detail: readWords(source, zone) },
    facts(
      {
        name: 'Users',
        value: `${number(users)}: ${number(active)} enabled, ${number(deactivated)} deactivated`,
      },
      { name: 'Seats', value: used },
      { name: 'Changes', value: writable ? 'possible' : 'not possible: read-only, changes make reports' },
    ),
  ];
}

function buttonsOf({ stopped, waiting, running }: StatusNotice): readonly Button[] {
  return [
    ...(waiting > 0 ? [sayButton('Show requests', 'approvals')] : []),
    ...(running > 0 ? [sayButton('Show runs', 'runs')] : []),
    ...(stopped === null ? [] : [sayButton('Resume all runs', 'resume')]),
  ];
}
