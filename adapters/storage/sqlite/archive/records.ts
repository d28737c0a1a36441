import type { RecordKindName } from '../../../../src/ports/archive.ts';
import { keysOf } from '../../../../src/ports/record-keys.ts';
import { besidePeople } from '../people.ts';
import { keyed, parsed } from './table.ts';

/** Records of all kinds in the order they were created. */
export const recordTable = keyed<'record'>({
  from: 'records',
  key: ['seq'],
  columns: 'seq, kind, body',
  read: (row) => ({
    kind: String(row.kind) as RecordKindName,
    order: Number(row.seq),
    record: parsed(row, 'body'),
  }),
  put(db, rows) {
    const people = besidePeople(db);
    const columns = rows.map(({ kind, order, record }) => {
      const keys = keysOf(kind, record);
      if (kind === 'person') people.write(record.id, keys);
      const { state, subject } = keys;
      return [order, kind, record.id, record.version, state, subject, JSON.stringify(record)];
    });
    db.insert('INSERT OR REPLACE INTO records (seq, kind, id, version, state, subject, body)', columns);
  },
});
