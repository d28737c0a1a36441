import { CATALOGUE as JOBS } from '../../jobs/catalogue.ts';
import { CATALOGUE as COMMANDS } from '../commands/catalogue.ts';
import type { OperationKind } from '../domain/operation.ts';
import { NO_COUNTS } from '../domain/run.ts';
import type { Metrics } from '../ports/metrics.ts';

const OPERATIONS: Readonly<Record<OperationKind, true>> = {
  activate: true,
  deactivate: true,
  delete: true,
  'add-to-groups': true,
  'remove-from-groups': true,
  'move-groups': true,
  undo: true,
};

/**
 * Shows every counter that an alert of docs/production.md asks for as 0 from the start on. Prometheus sees no increase
 * in a series that appears with its first event already counted, so the first failure would raise no alert.
 */
export function countFromZero(metrics: Metrics, connections: Iterable<string>): void {
  for (const { name } of COMMANDS) metrics.count('commands', { command: name }, 0);
  for (const job of Object.keys(JOBS)) metrics.count('job_failures', { job }, 0);
  for (const connection of connections) metrics.count('directory_rate_limits', { connection }, 0);
  for (const operation of Object.keys(OPERATIONS)) {
    for (const outcome of Object.keys(NO_COUNTS)) metrics.count('targets', { operation, outcome }, 0);
  }
}
