import type { Posting, PostingStore } from '../../../src/ports/records.ts';
import type { Database } from './database.ts';
import type { Outbox } from './effects.ts';
import { SqliteRecords } from './records.ts';

/** What a posting is found by. */
export function subjectOfPosting({ subject }: Posting): string {
  return subject;
}

/** Messages that show an approval or a run. */
export class SqlitePostings extends SqliteRecords<Posting> implements PostingStore {
  constructor(db: Database, outbox: Outbox) {
    super(db, outbox, { kind: 'posting', subject: subjectOfPosting });
  }

  async ofSubject(subject: string): Promise<readonly Posting[]> {
    return this.db
      .all('SELECT body FROM records WHERE kind = ? AND subject = ? ORDER BY seq', this.kind, subject)
      .map((row) => this.parse(row));
  }
}
