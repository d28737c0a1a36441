import type { Posting, PostingStore } from '../../../src/ports/records.ts';
import type { Database } from './database.ts';
import type { Outbox } from './effects.ts';
import { SqliteRecords } from './records.ts';

/** Messages that show an approval or a run. */
export class SqlitePostings extends SqliteRecords<Posting> implements PostingStore {
  constructor(db: Database, outbox: Outbox) {
    super(db, outbox, 'posting');
  }

  async ofSubject(subject: string): Promise<readonly Posting[]> {
    return this.db
      .all('SELECT body FROM records WHERE kind = ? AND subject = ? ORDER BY seq', this.kind, subject)
      .map((row) => this.parse(row));
  }
}
