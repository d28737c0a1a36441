import { type Db, MongoClient, type TopologyDescription } from 'mongodb';
import type { Instant } from '../../../src/domain/ids.ts';
import type { Deployment } from './deployment.ts';
import { mapError, mapOpenError } from './errors.ts';
import { Presence } from './presence.ts';
import { type NumberedRow, type Row, Rows } from './rows.ts';

/** Below the three seconds in which chat platforms want an answer. */
const SELECT_MS = 2_500;
/** How long the server may be away before calls fail: a restart is over by then, and a command makes two in vain. */
const PATIENCE_MS = 2_000;
/** How often the driver looks whether the server is there, its least. */
const LOOK_EVERY_MS = 500;
/** How long such a look may be silent: then every call in flight is given up, which a server that is only busy must not bring about. */
const CONNECT_MS = 3_000;
/** Silence on one call; the longest pages are read in well under a second. */
const CALL_MS = 10_000;

/** A connection string with something between the slash after the hosts and the options. */
const NAMES_DATABASE = /^[^/]*\/\/[^/?]*\/[^?]/;

/** One connection pool to the database that a connection string names; `rollcall` when it names none. */
export class Database {
  readonly #client: MongoClient;
  readonly #topology: () => TopologyDescription | undefined;
  readonly #presence: Presence;
  readonly db: Db;

  private constructor(
    client: MongoClient,
    url: string,
    topology: () => TopologyDescription | undefined,
    presence: Presence,
  ) {
    this.#client = client;
    this.#topology = topology;
    this.#presence = presence;
    // Where the string names none, the driver would take `test`.
    this.db = client.db(NAMES_DATABASE.test(url) ? client.options.dbName : 'rollcall');
  }

  /** Connects; throws `unavailable` when nobody answers there. `callMs` is how long one call may be silent. */
  static async open(url: string, callMs = CALL_MS): Promise<Database> {
    let client: MongoClient | undefined;
    let topology: TopologyDescription | undefined;
    const presence = new Presence(PATIENCE_MS, LOOK_EVERY_MS + 200);
    try {
      client = new MongoClient(url, {
        appName: 'rollcall',
        serverSelectionTimeoutMS: SELECT_MS,
        connectTimeoutMS: CONNECT_MS,
        heartbeatFrequencyMS: LOOK_EVERY_MS,
        socketTimeoutMS: callMs,
        readPreference: 'primary',
        readConcernLevel: 'majority',
        writeConcern: { w: 'majority', journal: true },
        ignoreUndefined: true,
      });
      client.on('topologyDescriptionChanged', ({ newDescription }) => {
        topology = newDescription;
        presence.see(newDescription);
      });
      await client.connect();
      return new Database(client, url, () => topology, presence);
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
    return new Rows(this.db.collection<T>(name), () => this.require());
  }

  /** To be awaited before each call: throws `unavailable` soon when the server has been away for some seconds. */
  require(): Promise<void> {
    return this.#presence.require();
  }

  async close(): Promise<void> {
    this.#presence.close();
    await this.#client.close();
  }

  async #command(command: Readonly<Partial<Record<'buildInfo' | 'hello' | 'isMaster', 1>>>) {
    try {
      await this.require();
      return await this.db.admin().command(command);
    } catch (error) {
      throw mapError(error);
    }
  }
}
