import { type Account, accountKey } from '../../../src/domain/account.ts';
import type { Person } from '../../../src/domain/person.ts';
import type { PersonStore } from '../../../src/ports/records.ts';
import type { Database } from './database.ts';
import type { Outbox } from './effects.ts';
import { type Beside, SqliteRecords } from './records.ts';

/** People, found by their accounts too; an account or a directory user that is somebody else's makes a `conflict`. */
export class SqlitePeople extends SqliteRecords<Person> implements PersonStore {
  constructor(db: Database, outbox: Outbox) {
    super(db, outbox, 'person', besidePeople(db));
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

/** The accounts and directory users of people, each in a table where nobody else can have it. */
export function besidePeople(db: Database): Beside {
  const remove = (person: string) => {
    db.run('DELETE FROM person_accounts WHERE person = ?', person);
    db.run('DELETE FROM person_users WHERE person = ?', person);
  };
  return {
    remove,
    write(person, { accounts, users }) {
      remove(person);
      const rowsOf = (values: readonly string[]) => values.map((value) => [value, person]);
      db.insert('INSERT INTO person_accounts (account, person)', rowsOf(accounts));
      db.insert('INSERT INTO person_users (user, person)', rowsOf(users));
    },
  };
}
