import type { Instant } from '../../../src/domain/ids.ts';
import { ProblemError } from '../../../src/domain/problem.ts';
import type { Database } from './database.ts';
import type { Row, Rows, Update } from './rows.ts';
import { upserted } from './unanswered.ts';

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
    const row = await this.#set('schema', { $setOnInsert: { n: known } });
    const found = row?.n ?? known;
    if (found > known) throw tooNew(this.#place, found, known);
  }

  /** A number larger than all it gave before, to anybody. */
  async next(): Promise<number> {
    return (await this.#set('created', { $inc: { n: 1 } }))?.n ?? 1;
  }

  /** The database's time, in milliseconds. */
  async serverTime(): Promise<Instant> {
    return Number((await this.#set('clock', { $currentDate: { at: true } }))?.at);
  }

  /** Writes a row, since a server that only reads shows in no other way. */
  async prove(now: Instant): Promise<void> {
    await this.#set('liveness', { $set: { checkedAt: now } });
  }

  #set(_id: string, update: Update): Promise<MetaRow | null> {
    return upserted(() => this.#rows.updated({ _id }, update, true));
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
