import type { AgendaBackend } from 'agenda';
import { openMongodb } from '../../adapters/storage/mongodb/open-mongodb.ts';
import { SOCKETS } from '../../adapters/storage/mongodb/sockets.ts';
import { openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { isProblem, problemOf } from '../domain/problem.ts';
import { problemLine } from '../domain/problem-line.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Logger } from '../ports/logger.ts';
import type { Storage } from '../ports/storage.ts';
import type { Settings } from '../settings/settings.ts';
import { loadAuditKey } from './audit-key.ts';

/**
 * How long a database that is not there is waited for, and how often it is tried: the containers of one file start
 * together, and a new primary is chosen within 12 seconds. After that the process ends with what is to be done, and
 * whoever started it starts it again.
 */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 3_000;

/** The store of these settings. */
export interface OpenStorage {
  readonly storage: Storage & { readonly agenda: AgendaBackend };
  /** What the whole service reads the time from: the machine's, or the one that all instances share. */
  readonly clock: Clock;
}

export interface OpenOptions {
  /** The machine's. */
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
}

/** Opens the store; throws `unavailable` or `misconfigured` with what is to be done about it. */
export async function openStorage(settings: Settings, options: OpenOptions): Promise<OpenStorage> {
  const { storage: setting, dataFolder: folder } = settings;
  const auditKey = () => loadAuditKey(settings);
  if (setting.kind === 'sqlite') {
    return { storage: await openSqlite({ ...options, folder, auditKey }), clock: options.clock };
  }
  const storage = await untilThere(options, () =>
    openMongodb({ ...options, url: setting.url, auditKey }, SOCKETS),
  );
  return { storage, clock: storage.clock };
}

/** Tries again while the store is unavailable, with a line in the log each time. */
export async function untilThere<T>({ clock, logger }: OpenOptions, open: () => Promise<T>): Promise<T> {
  const giveUpAt = clock.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined || !isProblem(error, 'unavailable') || clock.now() >= giveUpAt) throw error;
      const leftMs = giveUpAt - clock.now();
      logger.warn('the database is not there yet, tried again', { why: problemLine(problem), leftMs });
      await clock.sleep(PAUSE_MS);
    }
  }
}
