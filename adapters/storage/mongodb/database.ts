import { type Db, MongoClient } from 'mongodb';
import { mapError } from './errors.ts';
import { type NumberedRow, type Row, Rows } from './rows.ts';

/** Below the three seconds in which chat platforms want an answer. */
const SELECT_MS = 2_500;
/** Silence on one call; the longest pages are read in well under a second. */
const CALL_MS = 10_000;

/** One connection pool to the database that a connection string names; `rollcall` when it names none. */
export class Database {
  readonly #client: MongoClient;
  readonly db: Db;

  private constructor(client: MongoClient) {
    this.#client = client;
    const { dbName } = client.options;
    // The driver says `test` where the string names none.
    this.db = client.db(dbName === 'test' ? 'rollcall' : dbName);
  }

  /** Connects; throws `unavailable` when nobody answers there. */
  static async open(url: string): Promise<Database> {
    try {
      const client = new MongoClient(url, {
        appName: 'rollcall',
        serverSelectionTimeoutMS: SELECT_MS,
        connectTimeoutMS: SELECT_MS,
        socketTimeoutMS: CALL_MS,
        readPreference: 'primary',
        readConcernLevel: 'majority',
        writeConcern: { w: 'majority', journal: true },
        ignoreUndefined: true,
      });
      await client.connect();
      return new Database(client);
    } catch (error) {
      throw mapError(error);
    }
  }

  rows<T extends Row | NumberedRow>(name: string): Rows<T> {
    return new Rows(this.db.collection<T>(name));
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
