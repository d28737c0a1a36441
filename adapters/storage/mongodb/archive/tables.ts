import type { Instant, PlanId, UserRef } from '../../../../src/domain/ids.ts';
import type { PlainKind } from '../../../../src/ports/archive.ts';
import type { AuditLog } from '../../../../src/ports/audit-log.ts';
import { type AuditRow, auditRows, linkOf, rowOf } from '../audit-links.ts';
import type { Database } from '../database.ts';
import { LEASES } from '../leases.ts';
import { numberedId } from '../numbered.ts';
import { PLAN_TARGETS, type PlanRow } from '../plan-rows.ts';
import type { Row } from '../rows.ts';
import { valueTable } from './adapter-values.ts';
import { recordTable } from './records.ts';
import { runTargetTable } from './run-targets.ts';
import { keyed, nextOf, pageOf, type Table } from './table.ts';
import { draftTable, workTable } from './work.ts';

/** Every kind with the collection it is kept in. */
export type Tables = { readonly [K in PlainKind]: Table<K> };

/** The tables of a database; drafts that are put go to the log. */
export function tablesOf(db: Database, audit: Pick<AuditLog, 'append'>): Tables {
  return {
    record: recordTable(db),
    'run-target': runTargetTable(db),
    'audit-entry': auditTable(db),
    'audit-draft': draftTable(db, audit),
    'adapter-value': valueTable(db),
    job: workTable(db),
    delivery: deliveryTable(db),
    lease: leaseTable(db),
    'plan-target': keyed<'plan-target', PlanRow>({
      rows: db.rows(PLAN_TARGETS),
      read: ({ plan, body }) => ({ plan, target: JSON.parse(body) }),
      write: ({ plan, target }) => ({ ...planRow(plan, target), ref: target.ref }),
    }),
    'plan-exclusion': keyed<'plan-exclusion', PlanRow>({
      rows: db.rows('plan_exclusions'),
      read: ({ plan, body }) => ({ plan, exclusion: JSON.parse(body) }),
      write: ({ plan, exclusion }) => planRow(plan, exclusion),
    }),
    'clock-start': keyed<'clock-start', Row & { readonly at: Instant }>({
      rows: db.rows('clock_starts'),
      read: ({ _id, at }) => ({ ref: _id as UserRef, at: Number(at) }),
      write: ({ ref, at }) => ({ _id: ref, at }),
    }),
    'former-name': keyed<'former-name', Row & { readonly former: string }>({
      rows: db.rows('former_names'),
      read: ({ _id, former }) => ({ ref: _id as UserRef, ...JSON.parse(former) }),
      write: ({ ref, name, now }) => ({ _id: ref, former: JSON.stringify({ name, now }) }),
    }),
  };
}

function planRow(plan: PlanId, row: { readonly n: number }): PlanRow {
  return { _id: numberedId(plan, row.n), plan, body: JSON.stringify(row) };
}

/** By number; an entry that stands is never written over: if it is another one, the chain tells. */
function auditTable(db: Database): Table<'audit-entry'> {
  const rows = auditRows(db);
  return {
    count: () => rows.count({}),
    async page(from, limit) {
      const after = from === null ? {} : { _id: { $gt: Number(from) } };
      const found: AuditRow[] = await rows.all(after, { sort: { _id: 1 }, limit });
      const last = found.length < limit ? undefined : found.at(-1);
      return { rows: found.map(linkOf), next: last === undefined ? null : String(last._id) };
    },
    async put(links) {
      await rows.write(
        links.map((link) => {
          const { _id, ...fields } = rowOf(link);
          return { updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true } };
        }),
      );
    },
  };
}

function deliveryTable(db: Database): Table<'delivery'> {
  const rows = db.rows<Row & { readonly until: Instant }>('deliveries');
  return {
    ...keyed<'delivery', Row & { readonly until: Instant }>({
      rows,
      read: ({ _id, until }) => ({ id: _id, until }),
      write: ({ id, until }) => ({ _id: id, until }),
    }),
    async put(some) {
      await rows.write(
        some.map(({ id, until }) => ({
          updateOne: {
            filter: { _id: id },
            update: { $set: { until }, $currentDate: { seenAt: true } },
            upsert: true,
          },
        })),
      );
    },
  };
}

/** A fence never falls, whatever is put. */
function leaseTable(db: Database): Table<'lease'> {
  const rows = db.rows<Row & { readonly fence: number }>(LEASES);
  return {
    count: () => rows.count({}),
    async page(from, limit) {
      const found = await pageOf(rows, {}, from, limit);
      return { rows: found.map(({ _id, fence }) => ({ name: _id, fence })), next: nextOf(found, limit) };
    },
    async put(some) {
      await rows.write(
        some.map(({ name, fence }) => ({
          updateOne: {
            filter: { _id: name },
            update: { $set: { holder: '', until: 0 }, $max: { fence } },
            upsert: true,
          },
        })),
      );
    },
  };
}
