import type { Instant } from '../../../src/domain/ids.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
import type { Database } from './database.ts';
import { isDuplicate } from './errors.ts';
import type { Row, Rows } from './rows.ts';

/** The form of the data that this Rollcall writes; one more whenever an older one could not read it. */
const SCHEMA = 1;

interface MetaRow extends Row {
  readonly n?: number;
  readonly at?: Date;
  readonly checkedAt?: Instant;
}

/** Single rows about the database itself: its schema, the counter of records, the time there, the proof of writing. */
export class Meta {
  readonly #rows: Rows<MetaRow>;
  readonly #place: string;

  constructor(db: Database) {
    this.#rows = db.rows('meta');
    this.#place = db.name;
  }

  /** Throws `misconfigured` for data that a newer Rollcall wrote. */
  async checkSchema(known = SCHEMA): Promise<void> {
    await this.#begin('schema', known);
    await this.#begin('created', 0);
    const found = (await this.#rows.one({ _id: 'schema' }))?.n ?? known;
    if (found > known) throw tooNew(this.#place, found, known);
  }

  /** A number larger than all it gave before, to anybody. */
  async next(): Promise<number> {
    return (await this.#rows.updated({ _id: 'created' }, { $inc: { n: 1 } }, true))?.n ?? 1;
  }

  /** The database's time, in milliseconds. */
  async serverTime(): Promise<Instant> {
    const row = await this.#rows.updated({ _id: 'clock' }, { $currentDate: { at: true } }, true);
    return Number(row?.at);
  }

  /** Writes a row, since a server that only reads shows in no other way. */
  async prove(now: Instant): Promise<void> {
    await this.#rows.update({ _id: 'liveness' }, { $set: { checkedAt: now } }, true);
  }

  /** Two that start at once may both want to insert the row. */
  async #begin(id: string, n: number): Promise<void> {
    try {
      await this.#rows.update({ _id: id }, { $setOnInsert: { n } }, true);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }
}

function tooNew(place: string, found: number, known: number): ProblemError {
  return new ProblemError({
    kind: 'misconfigured',
    key: 'ROLLCALL_STORAGE',
    remedy:
      `The database ${place} was written by a newer Rollcall (schema ${found}, this one knows ${known}). ` +
      'Start that version again, or name another database.',
  });
}
