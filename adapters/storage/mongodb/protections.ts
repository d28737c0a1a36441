import type { Protection } from '../../../src/domain/house.ts';
import type { UserRef } from '../../../src/domain/ids.ts';
import type { ProtectionStore } from '../../../src/ports/records.ts';
import type { Database } from './database.ts';
import type { Outbox } from './effects.ts';
import { MongoRecords } from './records.ts';

/** Protections, found by their account too: every write asks for those of its user. */
export class MongoProtections extends MongoRecords<Protection> implements ProtectionStore {
  constructor(db: Database, outbox: Outbox) {
    super(db, outbox, 'protection');
  }

  async concerning(ids: readonly string[], user: UserRef): Promise<readonly Protection[]> {
    const _id = { $in: ids.map((id) => this.idOf(id)) };
    return this.parseAll({ $or: [{ _id }, { kind: this.kind, subject: user }] });
  }
}
