import type { Installation } from '@slack/oauth';
import { ProblemError } from '../../src/domain/problem.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Alone } from '../../src/ports/leases.ts';
import { SOURCE } from './errors.ts';

/** Slack's provider renews a token in the last two hours of its twelve; a little more, for clocks that differ. */
const EARLY_MS = 2 * 3_600_000 + 5 * 60_000;
/** How long to wait for another instance in all, and before each look. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 250;

/** Reads what speaks for Rollcall somewhere, and renews its token in time. */
export type Authorize<T> = () => Promise<T>;

/**
 * Lets one instance at a time renew a token, because a refresh token works once: a second use of it, and the
 * workspace is lost. Whoever comes second waits and reads again. Throws `unavailable` when that takes too long.
 */
export function createRenewal(parts: {
  readonly clock: Clock;
  readonly alone: Alone;
  readonly read: (id: string) => Promise<Installation | undefined>;
}): <T>(id: string, authorize: Authorize<T>) => Promise<T> {
  const { clock, alone, read } = parts;
  const isDue = async (id: string): Promise<boolean> => {
    const bot = (await read(id))?.bot;
    if (bot?.refreshToken === undefined) return false;
    return bot.expiresAt === undefined || bot.expiresAt * 1000 <= clock.now() + EARLY_MS;
  };
  return async (id, authorize) => {
    const until = clock.now() + PATIENCE_MS;
    while (await isDue(id)) {
      const done = await alone(`renewal/${id}`, authorize);
      if (done !== undefined) return done.value;
      if (clock.now() >= until) throw tooLong();
      await clock.sleep(LOOK_MS);
    }
    return authorize();
  };
}

function tooLong(): ProblemError {
  const message = 'another instance has been renewing the token of the workspace for too long';
  return new ProblemError({ kind: 'unavailable', source: SOURCE, message });
}
