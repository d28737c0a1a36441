import { ObjectId } from 'mongodb';
import type { AuditDraft } from '../../../src/domain/audit-event.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { Effects } from '../../../src/ports/records.ts';
import type { JobRequest } from '../../../src/ports/scheduler.ts';
import type { IndexSpec } from './indexes.ts';
import type { Row } from './rows.ts';

/** One thing that follows from a change and is not delivered yet: audit drafts or a job, as JSON. */
export interface Pending {
  /** Unique everywhere, so that what was delivered can be taken out one by one. */
  readonly key: string;
  readonly audit?: string;
  readonly job?: string;
}

/** A row that carries what follows from its changes until that is delivered: one write keeps both or neither. */
export interface OwingRow extends Row {
  /** In the order of the changes. */
  readonly pending?: readonly Pending[];
  /** Since when something is pending, by the database's clock; absent when nothing is. */
  readonly due?: Instant;
  /** The row was removed and stays only until the rest of it is delivered. */
  readonly gone?: true;
}

/** Finds the rows with something pending; every collection of such rows needs it. */
export const BY_DUE: IndexSpec = { name: 'by_due', key: { due: 1 }, sparse: true };

/** What one change owes: its part of the update, and the same to deliver afterwards. */
export interface Owed {
  readonly items: readonly Pending[];
  readonly audit: readonly AuditDraft[];
  readonly jobs: readonly JobRequest[];
  /** When the change is made, by the database's clock. */
  readonly at: Instant;
  /** To be merged into the update that makes the change; empty when nothing follows. */
  readonly update: {
    readonly $push?: { readonly pending: { readonly $each: readonly Pending[] } };
    readonly $min?: { readonly due: Instant };
  };
}

/** What a change owes that has these effects and is made `now`. */
export function owe(effects: Effects | undefined, now: Instant): Owed {
  const { audit = [], jobs = [] } = effects ?? {};
  const items: readonly Pending[] = [
    ...(audit.length === 0 ? [] : [{ key: newKey(), audit: JSON.stringify(audit) }]),
    ...jobs.map((job) => ({ key: newKey(), job: JSON.stringify(job) })),
  ];
  const update = items.length === 0 ? {} : { $push: { pending: { $each: items } }, $min: { due: now } };
  return { items, audit, jobs, at: now, update };
}

/** A text that no other process makes too. */
export function newKey(): string {
  return new ObjectId().toHexString();
}
