import { createCsvDirectory } from '../../adapters/directory/csv/csv-directory.ts';
import { createSandbox } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { createLimiter } from '../../adapters/system/limiter.ts';
import type { ConnectionName } from '../domain/ids.ts';
import type { Connection } from '../flows/services.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Storage } from '../ports/storage.ts';
import type { UserDirectory } from '../ports/user-directory.ts';
import type { ConnectionSetting, Settings } from '../settings/settings.ts';

/** Tries of one request that is asked to slow down, before its target counts as failed. */
const MAX_ATTEMPTS = 10;

/** The configured connections by name, each with its own rate budget. A new directory is one line here. */
export function openConnections(
  settings: Settings,
  storage: Storage,
  clock: Clock,
  metrics: Metrics,
): ReadonlyMap<ConnectionName, Connection> {
  const connections = new Map<ConnectionName, Connection>();
  for (const setting of settings.connections) {
    const limiter = createLimiter({
      clock,
      ratePerSecond: settings.rate,
      concurrency: settings.concurrency,
      maxAttempts: MAX_ATTEMPTS,
      onRateLimited: () => metrics.count('directory_rate_limits', { connection: setting.name }),
    });
    const directory = openDirectory(setting, settings, storage, clock);
    connections.set(setting.name, { directory, limiter, readEveryMs: settings.readEveryMs });
  }
  return connections;
}

function openDirectory(
  setting: ConnectionSetting,
  settings: Settings,
  storage: Storage,
  clock: Clock,
): UserDirectory {
  const { name: connection } = setting;
  switch (setting.kind) {
    case 'sandbox': {
      const { sandbox } = settings;
      return createSandbox({
        connection,
        store: storage.adapter(`sandbox/${connection}`),
        clock,
        seed: sandbox.seed,
        users: sandbox.users,
        controls: sandbox.controls,
      });
    }
    case 'csv':
      return createCsvDirectory({
        connection,
        path: setting.path,
        zone: settings.timeZone,
        seatGroups: settings.seatGroups,
        ...(settings.seats === null ? {} : { seats: settings.seats }),
      });
  }
}
