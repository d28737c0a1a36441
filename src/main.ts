import { createConsole } from '../adapters/console/console.ts';
import { systemIds } from '../adapters/system/ids.ts';
import { createLogger } from '../adapters/system/logger.ts';
import { terminalRoutes } from '../adapters/terminal/routes.ts';
import { answerWelcome } from './flows/answer-welcome.ts';
import { compose } from './main/compose.ts';
import { loadSettings } from './main/environment.ts';
import { explain } from './main/explain.ts';
import { castOf, personasOf } from './main/personas.ts';
import { readinessOf } from './main/readiness.ts';
import { removeRunFile, writeRunFile } from './main/run-file.ts';
import { suggest } from './main/suggest.ts';
import { settingsHelp } from './settings/settings-help.ts';

/** Starts the service: composes the parts, prints where it listens, and drains on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${settingsHelp()}\n`);
    return;
  }
  const settings = loadSettings();
  const logger = createLogger({ level: settings.logLevel });
  const { services, bot, metrics, ...composition } = await compose(settings, logger);
  const { storage, clock, ids } = services;
  const cast = castOf(settings);
  const token = systemIds.secret();
  const terminal = { bot, clock, ids, organisation: settings.organisation, zone: settings.timeZone };
  const console = await createConsole({
    store: storage.adapter('console'),
    files: storage.files,
    clock,
    ids,
    logger,
    organisation: settings.organisation,
    zone: settings.timeZone,
    host: settings.host,
    port: settings.port,
    exposed: settings.consoleExposed,
    personas: personasOf(cast),
    welcome: (person) => answerWelcome(services, person),
    complete: (text, cursor, person) => suggest(services, text, cursor, person),
    operations: { readiness: () => readinessOf(services), exposition: () => metrics.exposition() },
    routes: terminalRoutes({ ...terminal, cast }, storage.files, token),
  });
  composition.addPlatform(console.platform);
  await composition.start();
  const { url, port } = await console.start(bot);
  writeRunFile(settings.dataFolder, { url: `http://127.0.0.1:${port}`, token });
  process.stdout.write(
    `\nRollcall is ready. Open this in your browser:\n\n  ${url}\n\nStop it with Ctrl+C.\n\n`,
  );

  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info('draining', { signal });
    removeRunFile(settings.dataFolder);
    await console.stop();
    await composition.stop();
    logger.info('stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).then(
        () => process.exit(0),
        (error) => {
          logger.error('drain failed', { error });
          process.exit(1);
        },
      );
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
