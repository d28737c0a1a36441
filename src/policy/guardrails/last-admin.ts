import { administrator } from './administrator.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** The last enabled administrator: without one nobody could give anything back. */
export function lastAdmin(subject: Subject, context: GuardContext): Guard | null {
  if (context.activeAdmins > 1 || !subject.user.active || administrator(subject, context) === null)
    return null;
  return { reason: 'last-admin', detail: 'the last enabled administrator' };
}
