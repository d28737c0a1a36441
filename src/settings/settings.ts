import type { Account } from '../domain/account.ts';
import type { ConnectionName } from '../domain/ids.ts';

/** A configured connection: where its accounts come from. */
export type ConnectionSetting =
  | { readonly name: ConnectionName; readonly kind: 'sandbox' }
  /** `path` is a file exported from Confluence or from the organisation's admin pages. */
  | { readonly name: ConnectionName; readonly kind: 'csv'; readonly path: string };

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where everything is kept: in the data folder, or in a MongoDB database that several instances may share. */
export type StorageSetting =
  | { readonly kind: 'sqlite' }
  /** `url` holds a password. */
  | { readonly kind: 'mongodb'; readonly url: string };

/** Everything that can be configured, read and checked. Durations are in milliseconds. */
export interface Settings {
  /** At least one; names are unique. */
  readonly connections: readonly ConnectionSetting[];
  readonly storage: StorageSetting;
  /** Folder of the database and everything else that is kept on this machine. */
  readonly dataFolder: string;
  /** TCP port of the console; 0 takes any free one. */
  readonly port: number;
  /** Address the console listens on; loopback unless {@link consoleExposed}. */
  readonly host: string;
  /** True when another address than loopback was asked for in so many words. */
  readonly consoleExposed: boolean;
  /** The one person the console speaks for; null when it lets its reader choose among personas. */
  readonly consolePerson: string | null;
  /** IANA zone that days and schedules are counted in. */
  readonly timeZone: string;
  /** What cards call the organisation. */
  readonly organisation: string;
  readonly logLevel: LogLevel;
  /** Usernames no change that takes access away may touch, caseless. */
  readonly protectedUsers: ReadonlySet<string>;
  /** Groups whose members are protected, caseless. */
  readonly protectedGroups: ReadonlySet<string>;
  /** Patterns of usernames that stand for service accounts; `*` stands for any characters. */
  readonly serviceAccounts: readonly string[];
  /** How many users of a connection may lose access in 24 hours: the larger of the two. */
  readonly cap: {
    readonly users: number;
    /** Percentage of the active users, 0 to 100. */
    readonly percentOfActive: number;
  };
  /** What audit entries are chained with; null when it is kept in the data folder. Never shown. */
  readonly auditKey: string | null;
  /** Groups whose enabled members take a seat, for connections that cannot tell; empty when not said. */
  readonly seatGroups: readonly string[];
  /** Seats of the licence, for connections that cannot tell; null when unlimited or unknown. */
  readonly seats: number | null;
  /** Requests a second to each connection. */
  readonly rate: number;
  /** Requests in flight at once to each connection. */
  readonly concurrency: number;
  /** Time between two complete reads of a directory. */
  readonly readEveryMs: number;
  /** People who are admins from the first start on. */
  readonly firstAdmins: readonly FirstAdmin[];
  /** Null while Slack is not configured. */
  readonly slack: SlackSettings | null;
  readonly public: PublicSettings;
  readonly sandbox: SandboxSettings;
}

/** How Rollcall is connected to Slack: by the token of one workspace, or as an app that workspaces install. */
export interface SlackSettings {
  readonly botToken: string | null;
  /** Set: Socket Mode. */
  readonly appToken: string | null;
  readonly signingSecret: string | null;
  readonly oauth: {
    readonly clientId: string;
    readonly clientSecret: string;
    /** What stored tokens are sealed with. */
    readonly tokenKey: string;
  } | null;
  /** Ids of workspaces and Grid organisations; empty: the one of the bot token. */
  readonly teams: readonly string[];
  readonly matchMail: boolean;
  /** Without a trailing slash. */
  readonly apiUrl: string;
}

/** Where chat platforms reach this service. */
export interface PublicSettings {
  /** Without a trailing slash; null when nobody outside needs to reach it. */
  readonly url: string | null;
  readonly port: number;
  readonly host: string;
}

/** Somebody the settings make an admin: a known person, or whoever writes from an account, under that name. */
export interface FirstAdmin {
  /** An id, or with an account also a name. */
  readonly name: string;
  /** Null for a person who is known without it. */
  readonly account: Account | null;
}

/** How large the made-up organisation is and how it behaves. */
export interface SandboxSettings {
  readonly users: number;
  /** The same seed gives the same organisation. */
  readonly seed: number;
  readonly controls: {
    /** Time every request takes. */
    readonly latencyMs: number;
    /** Requests a second before it answers "too many"; null: no limit. */
    readonly ratePerSecond: number | null;
    /** Share of requests that fail, 0 to 1. */
    readonly faultRate: number;
    readonly loginsPerSecond: number;
  };
}
