import type { Completion } from '../../src/commands/complete.ts';
import type { Account } from '../../src/domain/account.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { IdSource } from '../../src/ports/id-source.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { AdapterStore, FileStore } from '../../src/ports/storage.ts';
import type { OperationsOptions } from '../http/operations.ts';
import type { Route } from '../http/route.ts';

/** The platform name of console accounts and places. */
export const PLATFORM = 'console';
/** The console serves one organisation, so it has one tenant. */
export const TENANT = 'local';

/** Somebody the page can be used as. */
export interface Persona {
  readonly person: PersonId;
  readonly name: string;
  /** What they are, in the words of roles, for example `operator: asks for changes`. */
  readonly title: string;
  readonly account: Account;
}

export interface ConsoleOptions {
  readonly store: AdapterStore;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly organisation: string;
  /** IANA zone that dates are shown in. */
  readonly zone: string;
  readonly host: string;
  readonly port: number;
  /** Lets an address be bound that other machines reach. */
  readonly exposed: boolean;
  readonly personas: readonly Persona[];
  /** What a persona sees first in their conversation with Rollcall. */
  readonly welcome: (person: PersonId) => Promise<Notice>;
  /** Proposals for the text so far, best first; `/` alone gives every command the person may use. */
  readonly complete: (text: string, cursor: number, person: PersonId) => Promise<Completion>;
  readonly operations: OperationsOptions;
  /** Served beside the console's own, for example for `ask`; they check their callers themselves. */
  readonly routes?: readonly Route[];
}

/** What the page and its callers may send at most. */
export const LIMITS = {
  /** Characters of one command. */
  text: 65_536,
  /** Bytes of a request with a command: a file in base64 and the text around it. */
  commandBytes: 8 * 1024 * 1024,
  /** Bytes of any other request. */
  bodyBytes: 512 * 1024,
  /** Messages kept in each place. */
  messages: 500,
  /** Commands that the up arrow brings back. */
  history: 100,
} as const;
