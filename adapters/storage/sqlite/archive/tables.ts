import type { PlanId, UserRef } from '../../../../src/domain/ids.ts';
import { COPY_CORNER, type PlainKind } from '../../../../src/ports/archive.ts';
import { appendAudit } from '../audit-append.ts';
import { linkOf } from '../audit-links.ts';
import { recordTable } from './records.ts';
import { runTargetTable } from './run-targets.ts';
import { keyed, parsed, type Table } from './table.ts';
import { workTable } from './work.ts';

/** Every kind with the table it is kept in. */
export type Tables = { readonly [K in PlainKind]: Table<K> };

/** The tables of a database; drafts that are put are chained with the key. */
export function tablesOf(auditKey: Uint8Array): Tables {
  return { ...PLAIN, 'audit-draft': draftTable(auditKey) };
}

/** None is ever left waiting here: an entry is written in the transaction of what it tells of. */
function draftTable(auditKey: Uint8Array): Table<'audit-draft'> {
  return {
    count: () => 0,
    page: () => ({ rows: [], next: null }),
    put: (db, rows) => void appendAudit(db, auditKey, rows),
  };
}

const PLAIN: Omit<Tables, 'audit-draft'> = {
  record: recordTable,
  'run-target': runTargetTable,
  job: workTable,
  'plan-target': keyed({
    from: 'plan_targets',
    key: ['plan', 'n'],
    columns: 'plan, n, body',
    read: (row) => ({ plan: String(row.plan) as PlanId, target: parsed(row, 'body') }),
    put: (db, rows) =>
      db.insert(
        'INSERT OR REPLACE INTO plan_targets (plan, n, ref, body)',
        rows.map(({ plan, target }) => [plan, target.n, target.ref, JSON.stringify(target)]),
      ),
  }),
  'plan-exclusion': keyed({
    from: 'plan_exclusions',
    key: ['plan', 'n'],
    columns: 'plan, n, body',
    read: (row) => ({ plan: String(row.plan) as PlanId, exclusion: parsed(row, 'body') }),
    put: (db, rows) =>
      db.insert(
        'INSERT OR REPLACE INTO plan_exclusions (plan, n, body)',
        rows.map(({ plan, exclusion }) => [plan, exclusion.n, JSON.stringify(exclusion)]),
      ),
  }),
  'audit-entry': keyed({
    from: 'audit',
    key: ['seq'],
    columns: '*',
    read: linkOf,
    // Never over an entry that stands: if it is another one, the chain tells.
    put: (db, rows) =>
      db.insert(
        'INSERT OR IGNORE INTO audit (seq, key, at, action, person, target, body, hash)',
        rows.map(({ seq, hash, body, filed: { key, at, action, person, target } }) => [
          seq,
          key,
          at,
          action,
          person,
          target,
          body,
          hash,
        ]),
      ),
  }),
  'clock-start': keyed({
    from: 'clock_starts',
    key: ['ref'],
    columns: 'ref, at',
    read: (row) => ({ ref: String(row.ref) as UserRef, at: Number(row.at) }),
    put: (db, rows) =>
      db.insert(
        'INSERT OR REPLACE INTO clock_starts (ref, at)',
        rows.map(({ ref, at }) => [ref, at]),
      ),
  }),
  'former-name': keyed({
    from: 'former_names',
    key: ['ref'],
    columns: 'ref, name, now',
    read: (row) => ({ ref: String(row.ref) as UserRef, name: String(row.name), now: String(row.now) }),
    put: (db, rows) =>
      db.insert(
        'INSERT OR REPLACE INTO former_names (ref, name, now)',
        rows.map(({ ref, name, now }) => [ref, name, now]),
      ),
  }),
  'adapter-value': keyed({
    from: 'adapter_values',
    key: ['adapter', 'key'],
    columns: 'adapter, key, value',
    where: `adapter <> '${COPY_CORNER}'`,
    read: (row) => ({ adapter: String(row.adapter), key: String(row.key), value: String(row.value) }),
    put: (db, rows) =>
      db.insert(
        'INSERT OR REPLACE INTO adapter_values (adapter, key, value)',
        rows.map(({ adapter, key, value }) => [adapter, key, value]),
      ),
  }),
  delivery: keyed({
    from: 'deliveries',
    key: ['id'],
    columns: 'id, until',
    read: (row) => ({ id: String(row.id), until: Number(row.until) }),
    put: (db, rows) =>
      db.insert(
        'INSERT OR REPLACE INTO deliveries (id, until)',
        rows.map(({ id, until }) => [id, until]),
      ),
  }),
  lease: keyed({
    from: 'leases',
    key: ['name'],
    columns: 'name, fence',
    read: (row) => ({ name: String(row.name), fence: Number(row.fence) }),
    put: (db, rows) =>
      db.insert(
        'INSERT OR REPLACE INTO leases (name, holder, fence, until)',
        rows.map(({ name, fence }) => [name, '', fence, 0]),
      ),
  }),
};
