import type { Posting, PostingStore } from '../../../src/ports/records.ts';
import type { Database } from './database.ts';
import type { Outbox } from './effects.ts';
import { MongoRecords } from './records.ts';

/** Messages that show an approval or a run. */
export class MongoPostings extends MongoRecords<Posting> implements PostingStore {
  constructor(db: Database, outbox: Outbox) {
    super(db, outbox, 'posting');
  }

  async ofSubject(subject: string): Promise<readonly Posting[]> {
    return this.parseAll({ subject });
  }
}
