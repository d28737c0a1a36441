import { type Account, accountKey } from '../../../src/domain/account.ts';
import type { Person } from '../../../src/domain/person.ts';
import type { PersonStore } from '../../../src/ports/records.ts';
import type { Database } from './database.ts';
import type { Outbox } from './effects.ts';
import { MongoRecords } from './records.ts';

/** People, found by their accounts too; an account or a directory user that is somebody else's makes a `conflict`. */
export class MongoPeople extends MongoRecords<Person> implements PersonStore {
  constructor(db: Database, outbox: Outbox) {
    super(db, outbox, 'person');
  }

  async byAccount(account: Account): Promise<Person | undefined> {
    const row = await this.rows.one({ accounts: accountKey(account) });
    return row === null ? undefined : this.parse(row);
  }
}
