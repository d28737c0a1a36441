import { takesAccess } from '../../domain/operation.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** Never-used accounts younger than this keep their access: their people may just be starting (spec S5). */
const MIN_AGE_DAYS = 14;
const DAY_MS = 86_400_000;

/** Never used, and created or brought back too lately to tell; an unknown age counts as lately. */
export function tooNew({ user, steps }: Subject, context: GuardContext): Guard | null {
  if (user.lastLogin.kind !== 'never' || !user.active) return null;
  if (!takesAccess(steps, context.seatGroups, user)) return null;
  const since = newest(user.createdAt, broughtBack({ user, steps }, context));
  if (since !== null && context.now - since >= MIN_AGE_DAYS * DAY_MS) return null;
  const detail =
    since === null ? 'never used, of unknown age' : `never used and newer than ${MIN_AGE_DAYS} days`;
  return { reason: 'too-new', detail };
}

/** An undo takes back what we gave ourselves, so it does not wait for that to grow old. */
function broughtBack({ user }: Subject, { operation, clockStartOf }: GuardContext): number | null {
  return operation.kind === 'undo' ? null : clockStartOf(user.ref);
}

function newest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
