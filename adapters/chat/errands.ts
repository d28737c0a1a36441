import { type ProblemKind, problemOf } from '../../src/domain/problem.ts';
import type { Logger } from '../../src/ports/logger.ts';

/** Work that goes on after a platform has its answer. */
export interface Errands {
  /** Starts one; what it throws is logged, because nobody waits for it. */
  run(what: string, errand: () => Promise<void>): void;
  /** Resolves when everything that was started is done. */
  drain(): Promise<void>;
}

/** Keeps count of what is under way, so that a stop can wait for it. `platform` is whose requests the log speaks of. */
export function createErrands(logger: Logger, platform: string): Errands {
  const running = new Set<Promise<void>>();
  return {
    run(what, errand) {
      const done = errand()
        .catch((error: unknown) => logger.error(`${platform} request failed`, { what, ...faultOf(error) }))
        .finally(() => running.delete(done));
      running.add(done);
    },
    async drain() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Kinds whose words are the platform's codes and ids, and nothing that somebody wrote or is called. */
const IMPERSONAL: ReadonlySet<ProblemKind> = new Set([
  'not-found',
  'rate-limited',
  'unavailable',
  'rejected',
  'misconfigured',
  'bug',
]);

/**
 * What a log may say of a fault: of a problem only itself, because its cause can hold the address of an answer, which
 * is as good as a password; and where it repeats what somebody wrote, such as the name of a file, only its kind.
 */
export function faultOf(error: unknown): Readonly<Record<string, unknown>> {
  const problem = problemOf(error);
  if (problem === undefined) return { error };
  return { problem: IMPERSONAL.has(problem.kind) ? problem : { kind: problem.kind } };
}
