import type { Filter } from 'mongodb';
import type { ProblemError } from '../../../src/domain/problem.ts';
import type { RecordKindName } from '../../../src/ports/archive.ts';
import { keysOf } from '../../../src/ports/record-keys.ts';
import type { Effects, Entity, RecordQuery, RecordStore } from '../../../src/ports/records.ts';
import type { Database } from './database.ts';
import type { Outbox } from './effects.ts';
import { conflict, isDuplicate } from './errors.ts';
import type { IndexTable } from './indexes.ts';
import { Meta } from './meta.ts';
import { BY_DUE, newKey, type Owed, type OwingRow } from './owed.ts';
import type { Rows } from './rows.ts';
import { upserted, writeOnce } from './unanswered.ts';

/** Marks kept of a row's last writes: as many as others may make before one looks for its own. */
const MARKS = 8;

/** A record of any kind; of one that was removed only what is pending is left. */
export interface RecordRow extends OwingRow {
  readonly kind?: RecordKindName;
  /** Rises with every creation. */
  readonly seq?: number;
  readonly version?: number;
  readonly state?: string;
  readonly subject?: string;
  /** Values that no other record has. */
  readonly accounts?: readonly string[];
  readonly users?: readonly string[];
  /** The record as JSON, so that every key and value comes back as it was. */
  readonly body?: string;
  readonly marks?: readonly string[];
}

/** The indexes of the records. The unique ones are sparse, and a row without values has no such field. */
export const RECORD_INDEXES: IndexTable = {
  records: [
    { name: 'by_age', key: { kind: 1, seq: 1 } },
    { name: 'by_state', key: { kind: 1, state: 1, seq: 1 } },
    { name: 'by_subject', key: { kind: 1, subject: 1, seq: 1 } },
    { name: 'one_of_account', key: { accounts: 1 }, unique: true, sparse: true },
    { name: 'one_of_user', key: { users: 1 }, unique: true, sparse: true },
    BY_DUE,
  ],
};

/** What is a record about a row, and goes with it. */
const BURIED = {
  kind: '',
  seq: '',
  version: '',
  state: '',
  subject: '',
  accounts: '',
  users: '',
  body: '',
} as const;

/** Records of one kind with optimistic versions, each a JSON text that is parsed afresh for every reader. */
export class MongoRecords<T extends Entity> implements RecordStore<T> {
  protected readonly rows: Rows<RecordRow>;
  protected readonly kind: RecordKindName;
  readonly #outbox: Outbox;
  readonly #meta: Meta;

  constructor(db: Database, outbox: Outbox, kind: RecordKindName) {
    this.rows = db.rows('records');
    this.kind = kind;
    this.#outbox = outbox;
    this.#meta = new Meta(db);
  }

  async create(record: T, effects?: Effects): Promise<void> {
    const seq = await this.#meta.next();
    // Over what is left of a removed one, whose pending effects stay, or as a new row.
    const filter = { _id: this.idOf(record.id), gone: true } as const;
    const fields = { kind: this.kind, seq };
    const refusal = conflict(`${record.id} exists already.`);
    await this.#write(record, effects, { filter, fields, isNew: true, refusal });
  }

  async load(id: T['id']): Promise<T | undefined> {
    const row = await this.rows.one({ _id: this.idOf(id), kind: this.kind });
    return row === null ? undefined : this.parse(row);
  }

  async replace(record: T, effects?: Effects): Promise<void> {
    const filter = { _id: this.idOf(record.id), kind: this.kind, version: record.version - 1 };
    const refusal = conflict(`${record.id} was changed by somebody else meanwhile. Look at it again.`);
    await this.#write(record, effects, { filter, fields: {}, isNew: false, refusal });
  }

  async list({ states, limit, newestFirst = true }: RecordQuery): Promise<readonly T[]> {
    // To MongoDB no limit at all is 0.
    if (limit === 0) return [];
    const rows = await this.rows.all(this.#where(states), { sort: { seq: newestFirst ? -1 : 1 }, limit });
    return rows.map((row) => this.parse(row));
  }

  async count(states?: readonly string[]): Promise<number> {
    return this.rows.count(this.#where(states));
  }

  async remove(id: T['id'], effects?: Effects): Promise<void> {
    const _id = this.idOf(id);
    const owed = this.#outbox.owe(effects);
    const isPlain = owed.items.length === 0;
    if (isPlain && (await this.rows.remove({ _id, due: { $exists: false } })) > 0) return;
    // What is pending outlives the record; what follows is written also when there was none.
    if (await this.#bury(_id, owed, !isPlain)) await this.#outbox.pay(this.rows, _id, owed, true);
  }

  protected idOf(id: string): string {
    return `${this.kind}/${id}`;
  }

  protected parse(row: RecordRow): T {
    return JSON.parse(String(row.body));
  }

  /** All records of this kind that the filter fits, oldest first; to be used where those are some hundreds. */
  protected async parseAll(filter: Filter<RecordRow>): Promise<readonly T[]> {
    // A limit of 0 is none.
    const rows = await this.rows.all({ ...filter, kind: this.kind }, { sort: { seq: 1 }, limit: 0 });
    return rows.map((row) => this.parse(row));
  }

  /** Writes a row that is as the filter wants it; throws the refusal for any other. */
  async #write(record: T, effects: Effects | undefined, { filter, fields, isNew, refusal }: Write) {
    const owed = this.#outbox.owe(effects);
    const mark = newKey();
    const set = columnsOf(this.kind, record);
    const unset = Object.fromEntries(
      FIELDS.filter((field) => !(field in set)).map((field) => [field, '' as const]),
    );
    const update = {
      ...owed.update,
      $set: { ...set, ...fields },
      $unset: { ...unset, ...(isNew && { gone: '' as const }) },
      $push: { marks: { $each: [mark], $slice: -MARKS }, ...owed.update.$push },
    };
    let refused = refusal;
    const write = async () => {
      try {
        return await this.rows.update(filter, update, isNew);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        refused = takenOr(refusal, error, record.id);
        return false;
      }
    };
    const isWritten = async () => (await this.rows.one({ _id: filter._id, marks: mark })) !== null;
    if (!(await writeOnce(write, isWritten))) throw refused;
    await this.#outbox.pay(this.rows, filter._id, owed);
  }

  /** Leaves of a row what is pending; says whether there is such a row, which `isMade` makes sure of. */
  #bury(_id: string, { items, at, update }: Owed, isMade: boolean): Promise<boolean> {
    const burial = { ...update, $set: { gone: true }, $unset: BURIED, $min: { due: at } } as const;
    const write = () => upserted(() => this.rows.update({ _id }, burial, isMade));
    const isWritten = async () =>
      items[0] !== undefined && (await this.rows.one({ _id, 'pending.key': items[0].key })) !== null;
    return writeOnce(write, isWritten);
  }

  #where(states: readonly string[] | undefined) {
    return states === undefined ? { kind: this.kind } : { kind: this.kind, state: { $in: [...states] } };
  }
}

/** Fields that a record has or has not; those it has not are absent, since a sparse index takes all else for a value. */
const FIELDS = ['state', 'subject', 'accounts', 'users'] as const;

/** A record as the fields of its row. */
export function columnsOf(
  kind: RecordKindName,
  record: Entity,
): Pick<RecordRow, 'version' | 'body' | (typeof FIELDS)[number]> {
  const { state, subject, accounts, users } = keysOf(kind, record);
  return {
    version: record.version,
    body: JSON.stringify(record),
    ...(state !== null && { state }),
    ...(subject !== null && { subject }),
    ...(accounts.length > 0 && { accounts }),
    ...(users.length > 0 && { users }),
  };
}

interface Write {
  readonly filter: { readonly _id: string; readonly [field: string]: unknown };
  /** What is written beside the record's own columns. */
  readonly fields: Pick<RecordRow, 'kind' | 'seq'>;
  readonly isNew: boolean;
  readonly refusal: ProblemError;
}

/** Says which unique value somebody else has; the refusal when it is none of those. */
function takenOr(refusal: ProblemError, error: unknown, id: string): ProblemError {
  if (isDuplicate(error, 'one_of_account'))
    return conflict(`An account of ${id} is linked to somebody else.`);
  if (isDuplicate(error, 'one_of_user')) return conflict(`A user of ${id} is linked to somebody else.`);
  return refusal;
}
