import type { Database } from '../../adapters/storage/mongodb/database.ts';
import { isDuplicate } from '../../adapters/storage/mongodb/errors.ts';
import type { AuditDraft, AuditEvent } from '../../src/domain/audit-event.ts';

/** A log without a chain, for the tests of what is not the log's. */
export class StandInLog {
  readonly #rows: ReturnType<Database['rows']>;
  constructor(db: Database) {
    this.#rows = db.rows('audit_stand_in');
  }
  async append(drafts: readonly AuditDraft[]): Promise<void> {
    for (const draft of drafts) {
      await this.#rows.insert({ _id: draft.key, body: JSON.stringify(draft) }).catch((error) => {
        if (!isDuplicate(error)) throw error;
      });
    }
  }
  async read(): Promise<readonly AuditEvent[]> {
    return (await this.#rows.all({}, { limit: 0 })).map(({ body }) => JSON.parse(String(body)));
  }
  count(): Promise<number> {
    return this.#rows.count({});
  }
}
