import type { Guard, GuardContext, Subject } from './guard.ts';

/** The username the change would give belongs to somebody else by now (spec S3: a conflict). */
export function nameTaken({ user, steps }: Subject, { isNameTaken }: GuardContext): Guard | null {
  for (const step of steps) {
    if (step.kind !== 'rename' || !isNameTaken(step.to, user.ref)) continue;
    return { reason: 'name-taken', detail: `the name ${step.to} is taken` };
  }
  return null;
}
