import type { ConnectionName } from '../domain/ids.ts';
import type { ChatPlatform } from '../ports/chat-platform.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Limiter } from '../ports/limiter.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Scheduler } from '../ports/scheduler.ts';
import type { Storage } from '../ports/storage.ts';
import type { UserDirectory } from '../ports/user-directory.ts';
import type { Census } from '../roster/census.ts';
import type { OnceAMinute } from './once-a-minute.ts';

/**
 * A configured connector with its rate budget and reading interval. The limiter is this process's own; what keeps
 * several instances from multiplying the budget is told at `readBackRun`.
 */
export interface Connection {
  readonly directory: UserDirectory;
  readonly limiter: Limiter;
  /** A read older than this is called stale; it is repeated this often, in milliseconds. */
  readonly readEveryMs: number;
}

/** What an organisation decided for itself. */
export interface HouseRules {
  readonly organisation: string;
  /** IANA zone that days are counted in. */
  readonly zone: string;
  /** Usernames no change that takes access away may touch, caseless. */
  readonly protectedUsers: ReadonlySet<string>;
  /** Groups whose members are protected, caseless. */
  readonly protectedGroups: ReadonlySet<string>;
  /** True for usernames that stand for service accounts. */
  readonly isServiceName: (username: string) => boolean;
  /** How many users may lose access on a connection in 24 hours: the larger of the two (spec S5). */
  readonly cap: { readonly users: number; readonly percentOfActive: number };
}

/** Everything a flow may use. Composed once in main, passed along as an argument. */
export interface Services {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly census: Census;
  readonly connections: ReadonlyMap<ConnectionName, Connection>;
  readonly platforms: ReadonlyMap<string, ChatPlatform>;
  /** Platforms without messages: an answer is printed there and that is all, so nothing can be brought later. */
  readonly printers: ReadonlySet<string>;
  /** Bounds what people nobody knows can have written down. */
  readonly strangers: OnceAMinute;
  readonly rules: HouseRules;
  /** This process among several; holds leases. */
  readonly holder: string;
  /** Lets other work through between two slices of a long computation. */
  readonly breathe: () => Promise<void>;
}
