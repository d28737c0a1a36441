import { type Persona, PLATFORM, TENANT } from '../../adapters/console/config.ts';
import { type Console, createConsole } from '../../adapters/console/console.ts';
import { createLogger } from '../../adapters/system/logger.ts';
import { CATALOGUE } from '../../src/commands/catalogue.ts';
import { complete } from '../../src/commands/complete.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { AdapterStore, FileStore } from '../../src/ports/storage.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { memoryFileStore } from '../fakes/memory-file-store.ts';
import { noticeNamed, StandInBot } from '../fakes/stand-in-bot.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeIds } from './fake-ids.ts';

export const TEST_PERSONAS: readonly Persona[] = [
  persona('priya', 'Priya Nair', 'requester'),
  persona('tom', 'Tom Weiss', 'approver and admin'),
  persona('ines', 'Ines Duarte', 'approver'),
  persona('leo', 'Leo Fischer', 'ordinary user'),
];

function persona(id: string, name: string, title: string): Persona {
  return { person: id as PersonId, name, title, account: { platform: PLATFORM, tenant: TENANT, id } };
}

export interface ConsoleUnderTest {
  readonly console: Console;
  readonly bot: StandInBot;
  readonly clock: FakeClock;
  readonly store: AdapterStore;
  readonly files: FileStore;
  /** The printed address, with its token. */
  readonly url: string;
  /** The same without path and token. */
  readonly origin: string;
}

export interface ConsoleChanges {
  readonly port?: number;
  readonly host?: string;
  /** As many secrets are drawn before, so that a restarted console has another token than the first. */
  readonly skipSecrets?: number;
  readonly logger?: Logger;
}

/** A console that is not served; for what needs no HTTP. */
export function consoleOn(store: AdapterStore, clock = new FakeClock(), changes: ConsoleChanges = {}) {
  const files = memoryFileStore(clock);
  const { skipSecrets = 0, ...address } = changes;
  const ids = new FakeIds();
  for (let i = 0; i < skipSecrets; i++) ids.secret();
  const console = createConsole({
    store,
    files,
    clock,
    ids,
    logger: createLogger({ level: 'silent' }),
    organisation: 'Northwind',
    zone: 'Europe/Paris',
    host: '127.0.0.1',
    port: 0,
    exposed: false,
    personas: TEST_PERSONAS,
    welcome: async () => noticeNamed('welcome'),
    complete: async (text, cursor) =>
      complete(text, cursor, {
        commands: CATALOGUE,
        groups: ['finance', 'support-staff'],
        directories: ['Internal Directory'],
      }),
    operations: {
      readiness: async () => ({ ready: true, checks: [] }),
      exposition: async () => ({ contentType: 'text/plain', text: 'up 1\n' }),
    },
    ...address,
  });
  return { console, files };
}

/** A served console with a stand-in bot. */
export async function serveConsole(
  store: AdapterStore = memoryAdapterStore(),
  clock = new FakeClock(),
  changes: ConsoleChanges = {},
): Promise<ConsoleUnderTest> {
  const { console, files } = consoleOn(store, clock, changes);
  const bot = new StandInBot(console.platform, files);
  const { url } = await console.start(bot);
  return { console, bot, clock, store, files, url, origin: new URL(url).origin };
}
