import { inheritedThrough, isAlreadySo } from '../../domain/operation.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** Nothing would change. A membership that only comes through another group cannot be taken here (spec S3). */
export function alreadySo({ user, steps }: Subject, { operation }: GuardContext): Guard | null {
  // Who is in none of the old groups by now is not moved, and does not get the new ones either.
  const telling = operation.kind === 'move-groups' ? steps.filter(({ kind }) => kind === 'leave') : steps;
  if (!isAlreadySo(telling, user)) return null;
  switch (operation.kind) {
    case 'activate':
      return already('active');
    case 'deactivate':
      return already('deactivated');
    case 'delete':
    case 'undo':
      return already('as it was');
    case 'add-to-groups':
      return already(`in ${operation.groups.join(', ')}`);
    case 'remove-from-groups':
      return inherited(user, operation.groups) ?? notIn(operation.groups, 'already-so');
    case 'move-groups':
      return inherited(user, operation.from) ?? notIn(operation.from, 'not-a-member');
  }
}

function already(how: string): Guard {
  return { reason: 'already-so', detail: `already ${how}` };
}

function inherited(user: DirectoryUser, groups: readonly string[]): Guard | null {
  for (const group of groups) {
    const through = inheritedThrough(user, group);
    if (through !== undefined) return { reason: 'inherited', detail: `in ${group} through ${through}` };
  }
  return null;
}

function notIn(groups: readonly string[], reason: 'already-so' | 'not-a-member'): Guard {
  return { reason, detail: `not in ${groups.join(', ')}` };
}
