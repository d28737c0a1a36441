import type { Logger } from '../../src/ports/logger.ts';
import type { Metrics } from '../../src/ports/metrics.ts';

/** A logger that says nothing. */
export const quietLogger: Logger = {
  child: () => quietLogger,
  debug() {},
  info() {},
  warn() {},
  error() {},
};

/** Metrics that count nothing. */
export const quietMetrics: Metrics = { count() {}, time() {} };
