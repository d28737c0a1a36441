import { accountKey } from '../../../../src/domain/account.ts';
import type { Protection } from '../../../../src/domain/house.ts';
import type { Person } from '../../../../src/domain/person.ts';
import type { RecordKindName } from '../../../../src/ports/archive.ts';
import type { Entity, Posting } from '../../../../src/ports/records.ts';
import type { Database } from '../database.ts';
import { subjectOfPosting } from '../postings.ts';
import { subjectOfProtection } from '../protections.ts';
import { stateOf } from '../records.ts';
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
    db.insert(
      'INSERT OR REPLACE INTO records (seq, kind, id, version, state, subject, body)',
      rows.map(({ kind, order, record }) => [
        order,
        kind,
        record.id,
        record.version,
        stateOf(record),
        subjectOf(kind, record),
        JSON.stringify(record),
      ]),
    );
    for (const { kind, record } of rows) if (kind === 'person') putAccounts(db, record as Person);
  },
});

function subjectOf(kind: RecordKindName, record: Entity): string | null {
  if (kind === 'posting') return subjectOfPosting(record as Posting);
  return kind === 'protection' ? subjectOfProtection(record as Protection) : null;
}

function putAccounts(db: Database, person: Person): void {
  db.insert(
    'INSERT OR REPLACE INTO person_accounts (account, person)',
    person.accounts.map((account) => [accountKey(account), person.id]),
  );
}
