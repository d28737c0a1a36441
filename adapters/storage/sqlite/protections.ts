import type { Protection } from '../../../src/domain/house.ts';
import type { UserRef } from '../../../src/domain/ids.ts';
import type { ProtectionStore } from '../../../src/ports/records.ts';
import type { Database } from './database.ts';
import type { Outbox } from './effects.ts';
import { SqliteRecords } from './records.ts';

/** Protections, found by their account too: every write asks for those of its user. */
export class SqliteProtections extends SqliteRecords<Protection> implements ProtectionStore {
  constructor(db: Database, outbox: Outbox) {
    super(db, outbox, 'protection');
  }

  async concerning(ids: readonly string[], user: UserRef): Promise<readonly Protection[]> {
    const sql = `SELECT body FROM records WHERE kind = ? AND id IN (SELECT value FROM json_each(?))
      UNION SELECT body FROM records WHERE kind = ? AND subject = ?`;
    return this.db.all(sql, this.kind, JSON.stringify(ids), this.kind, user).map((row) => this.parse(row));
  }
}
