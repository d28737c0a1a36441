import type { Instant } from '../domain/ids.ts';
import type { LastLogin } from '../domain/user.ts';

/** The facts that decide from when on a user has been idle. */
export interface ClockFacts {
  readonly lastLogin: LastLogin;
  /** Null when unknown. */
  readonly createdAt: Instant | null;
  /** When Rollcall restarted the clock; null when it never did. */
  readonly restartedAt: Instant | null;
}

/**
 * The instant idle days count from (spec S1, clock start): the newest of last login and restart, for never
 * used of creation and restart. Null when a fact that could be the newest is unknown.
 */
export function clockStartOf({ lastLogin, createdAt, restartedAt }: ClockFacts): Instant | null {
  const restart = restartedAt ?? Number.NEGATIVE_INFINITY;
  switch (lastLogin.kind) {
    case 'at':
      return Math.max(lastLogin.at, restart);
    case 'before':
      return restart >= lastLogin.at ? restart : null;
    case 'never':
      return createdAt === null ? null : Math.max(createdAt, restart);
    case 'unknown':
      return null;
  }
}
