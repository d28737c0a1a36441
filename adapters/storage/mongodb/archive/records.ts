import type { RecordKindName } from '../../../../src/ports/archive.ts';
import type { Database } from '../database.ts';
import { columnsOf, type RecordRow } from '../records.ts';
import type { Row } from '../rows.ts';
import { keyed, type Table } from './table.ts';

interface CounterRow extends Row {
  readonly n?: number;
}

/** Records of all kinds; what is left of removed ones only carries what is pending. */
export function recordTable(db: Database): Table<'record'> {
  const counter = db.rows<CounterRow>('meta');
  const table = keyed<'record', RecordRow>({
    rows: db.rows('records'),
    where: { kind: { $exists: true } },
    read: ({ kind, seq, body }) => ({
      kind: kind as RecordKindName,
      order: Number(seq),
      record: JSON.parse(String(body)),
    }),
    write: ({ kind, order, record }) => ({
      _id: `${kind}/${record.id}`,
      kind,
      seq: order,
      ...columnsOf(kind, record),
    }),
  });
  return {
    ...table,
    async put(rows) {
      await table.put(rows);
      // The next one that is created comes after all of these.
      const last = Math.max(0, ...rows.map(({ order }) => order));
      await counter.update({ _id: 'created' }, { $max: { n: last } }, true);
    },
  };
}
