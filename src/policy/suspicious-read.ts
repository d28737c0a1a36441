import type { ReadShape } from '../domain/house.ts';

/** One in so many may be lost between two reads: people come and go, but not more of them at once. */
const ONE_IN = 5;
/** Fewer than these say nothing: a handful may well leave at once. */
const LEAST = 20;

/**
 * Why a complete read cannot be right, measured by the last one that was, in a sentence with both numbers; null
 * when nothing is odd about it. The guardrails of spec S5: suddenly much smaller, logins dropped abnormally.
 */
export function suspicionOf(before: ReadShape, now: ReadShape): string | null {
  if (isDrop(before.users, now.users)) {
    return `Only ${count(now.users)} users were read, where the read before had ${count(before.users)}.`;
  }
  if (isDrop(before.loggedIn, now.loggedIn)) {
    const [was, is] = [count(before.loggedIn), count(now.loggedIn)];
    return `A login is known of only ${is} users, where the read before knew one of ${was}.`;
  }
  return null;
}

function isDrop(before: number, now: number): boolean {
  return before >= LEAST && (before - now) * ONE_IN > before;
}

function count(users: number): string {
  return users.toLocaleString('en-US');
}
