import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from '../../src/ports/logger.ts';

/** Bolt's own sentences end before the first of these; after it come bodies, addresses and ids. */
const VARIABLE_PART = /[:({"'`]/;
const LONGEST = 120;

/**
 * Bolt's log in ours. Bolt writes bodies, tokens, response addresses and trigger ids into its lines, so only warnings
 * and errors are kept, of those only the fixed beginning, and of an error only its code.
 */
export function createBoltLogger(logger: Logger): BoltLogger {
  const log = logger.child({ from: 'bolt' });
  return {
    debug() {},
    info() {},
    warn: (...said: unknown[]) => log.warn(wordsOf(said), fieldsOf(said)),
    error: (...said: unknown[]) => log.error(wordsOf(said), fieldsOf(said)),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}

function wordsOf(said: readonly unknown[]): string {
  const text = said.find((part) => typeof part === 'string') ?? '';
  return text.split(VARIABLE_PART, 1)[0]?.trim().slice(0, LONGEST) || 'Bolt reports a fault';
}

function fieldsOf(said: readonly unknown[]): Readonly<Record<string, unknown>> {
  const error = said.find((part) => part instanceof Error);
  if (error === undefined) return {};
  const { code } = error as { readonly code?: unknown };
  return { fault: error.name, ...(typeof code === 'string' && { code }) };
}
