import type { UserRef } from '../../../src/domain/ids.ts';
import type { FormerNameStore } from '../../../src/ports/snapshots.ts';
import type { Database } from './database.ts';

/** References looked up in one statement. */
const REFS_A_STATEMENT = 500;

type Former = Parameters<FormerNameStore['set']>[1];

/** Usernames that a suffix took, one row an account. */
export class SqliteFormerNames implements FormerNameStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async set(ref: UserRef, { name, now }: Former): Promise<void> {
    this.#db.run(
      `INSERT INTO former_names (ref, name, now) VALUES (?, ?, ?)
       ON CONFLICT (ref) DO UPDATE SET name = excluded.name, now = excluded.now`,
      ref,
      name,
      now,
    );
  }

  async of(refs: readonly UserRef[]): Promise<ReadonlyMap<UserRef, Former>> {
    const found = new Map<UserRef, Former>();
    for (let from = 0; from < refs.length; from += REFS_A_STATEMENT) {
      const some = refs.slice(from, from + REFS_A_STATEMENT);
      const marks = some.map(() => '?').join(',');
      const sql = `SELECT ref, name, now FROM former_names WHERE ref IN (${marks})`;
      for (const row of this.#db.all(sql, ...some)) {
        found.set(String(row.ref) as UserRef, { name: String(row.name), now: String(row.now) });
      }
    }
    return found;
  }

  async remove(ref: UserRef): Promise<void> {
    this.#db.run('DELETE FROM former_names WHERE ref = ?', ref);
  }
}
