import { type Account, accountKey } from '../../../src/domain/account.ts';
import type { Person } from '../../../src/domain/person.ts';
import type { PersonStore } from '../../../src/ports/records.ts';
import type { Database } from './database.ts';
import type { Outbox } from './effects.ts';
import { SqliteRecords } from './records.ts';

/** People, found by their accounts too; an account or a directory user that is somebody else's makes a `conflict`. */
export class SqlitePeople extends SqliteRecords<Person> implements PersonStore {
  constructor(db: Database, outbox: Outbox) {
    const remove = (id: string) => {
      db.run('DELETE FROM person_accounts WHERE person = ?', id);
      db.run('DELETE FROM person_users WHERE person = ?', id);
    };
    const write = (person: Person) => {
      remove(person.id);
      db.insert(
        'INSERT INTO person_accounts (account, person)',
        person.accounts.map((account) => [accountKey(account), person.id]),
      );
      db.insert(
        'INSERT INTO person_users (user, person)',
        person.users.map((user) => [user, person.id]),
      );
    };
    super(db, outbox, { kind: 'person', beside: { write, remove } });
  }

  async byAccount(account: Account): Promise<Person | undefined> {
    const row = this.db.one(
      `SELECT body FROM person_accounts JOIN records ON kind = ? AND id = person WHERE account = ?`,
      this.kind,
      accountKey(account),
    );
    return row === undefined ? undefined : this.parse(row);
  }
}
