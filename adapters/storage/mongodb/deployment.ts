import { ProblemError } from '../../../src/domain/problem.ts';
import type { Logger } from '../../../src/ports/logger.ts';

/** The oldest server that the driver talks to, see "Compatibility" in the manual of the Node.js driver. */
const OLDEST = [4, 4] as const;

/** What kind of servers a connection string leads to. */
export interface Deployment {
  readonly kind: 'replica set' | 'sharded cluster' | 'single server';
  readonly version: string;
  /** With sessions the driver repeats a write that was interrupted. */
  readonly hasSessions: boolean;
}

/** Throws `misconfigured` for a server that is too old, and says once what a deployment without copies means. */
export function requireDeployment(deployment: Deployment, logger: Logger): void {
  refuseOld(deployment.version);
  if (deployment.kind !== 'single server') return;
  logger.info(
    'MongoDB is a single server: no copy takes over when it fails; Rollcall waits until it is back',
    {
      ...deployment,
    },
  );
}

/** Throws `misconfigured` for a version older than 4.4. */
export function refuseOld(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw tooOld(`MongoDB ${version}`);
}

/** The problem of a server that is older than Rollcall can use. */
export function tooOld(what: string, cause?: unknown): ProblemError {
  const remedy = `${what} is too old. Rollcall needs MongoDB ${OLDEST.join('.')} or newer: upgrade the server, or name another one.`;
  return new ProblemError({ kind: 'misconfigured', key: 'ROLLCALL_STORAGE', remedy }, { cause });
}
