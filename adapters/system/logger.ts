import { type DestinationStream, type Logger as Pino, pino, stdTimeFunctions } from 'pino';
import type { Logger } from '../../src/ports/logger.ts';
import { readableLines } from './readable-lines.ts';
import { scrub } from './scrub.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Where the lines go; the error output when absent, so that the standard output stays for people. */
  readonly destination?: DestinationStream;
}

/** Structured lines of JSON without secrets, and without personal data from `info` up. */
export function createLogger(options: LoggerOptions): Logger {
  const destination = options.destination ?? errorOutput();
  const log = pino({ level: options.level, base: null, timestamp: stdTimeFunctions.isoTime }, destination);
  return wrap(log, {});
}

/** JSON for machines; for a person watching a terminal, lines they can read. */
function errorOutput(): DestinationStream {
  if (process.stderr.isTTY) return readableLines((line) => process.stderr.write(line));
  return pino.destination({ dest: 2, sync: true });
}

type Fields = Readonly<Record<string, unknown>>;

function wrap(log: Pino, bound: Fields): Logger {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Fields = {}) => {
      if (!log.isLevelEnabled(level)) return;
      // Bound fields are scrubbed per line too: what debug may show, info may not.
      log[level](scrub({ ...bound, ...fields }, level === 'debug') as object, message);
    };
  return {
    child: (fields) => wrap(log, { ...bound, ...fields }),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
