import type { UserRef } from '../../../src/domain/ids.ts';
import type { FormerNameStore } from '../../../src/ports/snapshots.ts';
import type { Database } from './database.ts';
import type { Row, Rows } from './rows.ts';

/** References looked up in one request. */
const REFS_A_REQUEST = 500;

type Former = Parameters<FormerNameStore['set']>[1];

/** `_id` is the user's reference; the names are JSON, since BSON would change those that are no valid Unicode. */
interface FormerNameRow extends Row {
  readonly former: string;
}

/** Usernames that a suffix took, one row an account. */
export class MongoFormerNames implements FormerNameStore {
  readonly #rows: Rows<FormerNameRow>;

  constructor(db: Database) {
    this.#rows = db.rows('former_names');
  }

  async set(ref: UserRef, { name, now }: Former): Promise<void> {
    await this.#rows.update({ _id: ref }, { $set: { former: JSON.stringify({ name, now }) } }, true);
  }

  async of(refs: readonly UserRef[]): Promise<ReadonlyMap<UserRef, Former>> {
    const found = new Map<UserRef, Former>();
    for (let from = 0; from < refs.length; from += REFS_A_REQUEST) {
      const some = refs.slice(from, from + REFS_A_REQUEST);
      const rows = await this.#rows.all({ _id: { $in: [...some] } }, { limit: some.length });
      for (const { _id, former } of rows) found.set(_id as UserRef, JSON.parse(former));
    }
    return found;
  }

  async remove(ref: UserRef): Promise<void> {
    await this.#rows.remove({ _id: ref });
  }
}
