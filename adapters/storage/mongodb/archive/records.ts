import { accountKey } from '../../../../src/domain/account.ts';
import type { Protection } from '../../../../src/domain/house.ts';
import type { Person } from '../../../../src/domain/person.ts';
import { ProblemError } from '../../../../src/domain/problem.ts';
import type { RecordKindName } from '../../../../src/ports/archive.ts';
import type { Entity, Posting } from '../../../../src/ports/records.ts';
import type { Database } from '../database.ts';
import { isDuplicate } from '../errors.ts';
import type { RecordRow } from '../records.ts';
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
      version: record.version,
      body: JSON.stringify(record),
      ...columnsOf(kind, record),
    }),
  });
  return {
    ...table,
    async put(rows) {
      try {
        await table.put(rows);
      } catch (error) {
        throw isDuplicate(error) ? twice() : error;
      }
      // The next one that is created comes after all of these.
      const last = Math.max(0, ...rows.map(({ order }) => order));
      await counter.update({ _id: 'created' }, { $max: { n: last } }, true);
    },
  };
}

/** What a record is found by; a field without a value is left out, for the sparse indexes. */
function columnsOf(kind: RecordKindName, record: Entity): Partial<RecordRow> {
  const state = 'state' in record && typeof record.state === 'string' ? { state: record.state } : {};
  if (kind === 'posting') return { ...state, subject: (record as Posting).subject };
  if (kind === 'protection') {
    const { user } = record as Protection;
    return user === null ? state : { ...state, subject: user };
  }
  if (kind !== 'person') return state;
  const { accounts, users } = record as Person;
  return {
    ...state,
    ...(accounts.length === 0 ? {} : { accounts: accounts.map(accountKey) }),
    ...(users.length === 0 ? {} : { users }),
  };
}

/** A data folder allows two people one directory user, a database does not. */
function twice(): ProblemError {
  return new ProblemError({
    kind: 'guarded',
    message: 'Two people are linked to one directory user or one account, which MongoDB does not take.',
    remedy: 'Start Rollcall on FROM, look at "people", unlink one of the two, empty TO and begin anew.',
  });
}
