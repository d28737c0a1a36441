import { type Db, MongoClient, type TopologyDescription } from 'mongodb';
import type { Instant } from '../../../src/domain/ids.ts';
import type { Deployment } from './deployment.ts';
import { mapError, mapOpenError } from './errors.ts';
import { type NumberedRow, type Row, Rows } from './rows.ts';

/** Below the three seconds in which chat platforms want an answer. */
const SELECT_MS = 2_500;
/** Silence on one call; the longest pages are read in well under a second. */
const CALL_MS = 10_000;

/** A connection string with something between the slash after the hosts and the options. */
const NAMES_DATABASE = /^[^/]*\/\/[^/?]*\/[^?]/;

/** One connection pool to the database that a connection string names; `rollcall` when it names none. */
export class Database {
  readonly #client: MongoClient;
  readonly #topology: () => TopologyDescription | undefined;
  readonly db: Db;

  private constructor(client: MongoClient, url: string, topology: () => TopologyDescription | undefined) {
    this.#client = client;
    this.#topology = topology;
    // Where the string names none, the driver would take `test`.
    this.db = client.db(NAMES_DATABASE.test(url) ? client.options.dbName : 'rollcall');
  }

  /** Connects; throws `unavailable` when nobody answers there. `callMs` is how long one call may be silent. */
  static async open(url: string, callMs = CALL_MS): Promise<Database> {
    let client: MongoClient | undefined;
    let topology: TopologyDescription | undefined;
    try {
      client = new MongoClient(url, {
        appName: 'rollcall',
        serverSelectionTimeoutMS: SELECT_MS,
        connectTimeoutMS: SELECT_MS,
        socketTimeoutMS: callMs,
        readPreference: 'primary',
        readConcernLevel: 'majority',
        writeConcern: { w: 'majority', journal: true },
        ignoreUndefined: true,
      });
      client.on('topologyDescriptionChanged', ({ newDescription }) => {
        topology = newDescription;
      });
      await client.connect();
      return new Database(client, url, () => topology);
    } catch (error) {
      await client?.close();
      throw mapOpenError(error);
    }
  }

  /** What operators know it by. */
  get name(): string {
    return this.db.databaseName;
  }

  /** What kind of servers these are. */
  async deployment(): Promise<Deployment> {
    const servers = [...(this.#topology()?.servers.values() ?? [])];
    const types = servers.map(({ type }) => String(type));
    const isReplicated = types.some((type) => type.startsWith('RS') || type === 'LoadBalancer');
    return {
      kind: isReplicated ? 'replica set' : types.includes('Mongos') ? 'sharded cluster' : 'single server',
      version: String((await this.#command({ buildInfo: 1 })).version),
      hasSessions: servers.some(({ logicalSessionTimeoutMinutes }) => logicalSessionTimeoutMinutes !== null),
    };
  }

  /** The server's time, for whoever may not write; an older server knows the question by its former name alone. */
  async localTime(): Promise<Instant> {
    const { localTime } = await this.#command({ hello: 1 }).catch(() => this.#command({ isMaster: 1 }));
    return Number(localTime);
  }

  rows<T extends Row | NumberedRow>(name: string): Rows<T> {
    return new Rows(this.db.collection<T>(name));
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #command(command: Readonly<Partial<Record<'buildInfo' | 'hello' | 'isMaster', 1>>>) {
    try {
      return await this.db.admin().command(command);
    } catch (error) {
      throw mapError(error);
    }
  }
}
