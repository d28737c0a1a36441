import type { StatusNotice } from '../src/domain/house-notice.ts';
import { type Block, type CardContext, facts, line } from './card.ts';
import { readWords } from './evidence.ts';
import { count, number } from './format.ts';
import { given, LENGTHS } from './text.ts';

type Connection = StatusNotice['connections'][number];

/** The figures of each connection with their age; those beyond `max` are counted. */
export function connectionBlocks(
  connections: readonly Connection[],
  max: number,
  context: CardContext,
): readonly Block[] {
  const shown = connections.slice(0, max);
  const more = connections.length - shown.length;
  return [
    ...shown.flatMap((connection) => figuresOf(connection, context)),
    ...(more > 0 ? [line(`… and ${more} more connections`)] : []),
  ];
}

function figuresOf(connection: Connection, { zone }: CardContext): readonly Block[] {
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
