/** How far back users who lost access count towards the cap: 24 hours, spec S5. */
export const CAP_WINDOW_MS = 24 * 60 * 60 * 1000;

/** How many users of a connection may lose access within {@link CAP_WINDOW_MS}, as the settings have it. */
export interface Cap {
  readonly users: number;
  /** Percentage of the connection's active users, 0 to 100. */
  readonly percentOfActive: number;
}

/** The cap in whole users: the larger of the two (spec S5). */
export function capOf({ users, percentOfActive }: Cap, activeUsers: number): number {
  return Math.max(users, Math.floor((activeUsers * percentOfActive) / 100));
}

/**
 * Days until all of `eligible` users are through, today included, when `left` of today's `limit` can go today.
 * The limit is at least 1.
 */
export function daysFor(eligible: number, limit: number, left = limit): number {
  if (eligible <= left) return eligible === 0 ? 0 : 1;
  return 1 + Math.ceil((eligible - left) / limit);
}
