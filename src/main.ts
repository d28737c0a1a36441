import { createLogger } from '../adapters/system/logger.ts';
import { loadSettings } from './main/environment.ts';
import { explain } from './main/explain.ts';
import { type Service, startService } from './main/start-service.ts';
import type { Logger } from './ports/logger.ts';
import { settingsHelp } from './settings/settings-help.ts';

/** Starts the service, prints where it listens, and drains on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${settingsHelp()}\n`);
    return;
  }
  const settings = loadSettings();
  const logger = createLogger({ level: settings.logLevel });
  const service = await startService(settings, logger);
  // Before it says so: whoever reads that it is ready may stop it at once.
  stopOnSignals(service, logger);
  process.stdout.write(
    `\nRollcall is ready. Open this in your browser:\n\n  ${service.url}\n\nStop it with Ctrl+C.\n\n`,
  );
}

/** The first signal drains; a second one, from somebody who will not wait, ends the process at once. */
function stopOnSignals(service: Service, logger: Logger): void {
  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info('draining', { signal });
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error('drain failed', { error });
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
}

// SQLite makes files of its own beside the database; they are for this user alone.
process.umask(0o077);
main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
