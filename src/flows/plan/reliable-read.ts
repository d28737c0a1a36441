import type { ConnectionName } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { problemLine } from '../../domain/problem-line.ts';
import type { Services } from '../services.ts';

/** Throws `guarded` while the newest read of a connection broke off or cannot be right (spec S5). */
export function refuseUnreliableRead({ census }: Services, connection: ConnectionName): void {
  const failed = census.failedRead(connection);
  if (failed === undefined) return;
  throw new ProblemError({
    kind: 'guarded',
    message: `The newest read of ${connection} cannot be relied on: ${problemLine(failed.problem)} Nothing was changed.`,
    remedy: 'Lists show the last complete read. Ask again after the next one; "doctor" says more.',
  });
}
