import { inheritedThrough, isAlreadySo, isMember } from '../../domain/operation.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** Nothing would change. A membership that only comes through another group cannot be taken here (spec S3). */
export function alreadySo({ user, steps }: Subject, { operation }: GuardContext): Guard | null {
  if (!isAlreadySo(steps, user)) return null;
  switch (operation.kind) {
    case 'activate':
    case 'deactivate':
    case 'undo':
    case 'delete':
      return { reason: 'already-so', detail: user.active ? 'already active' : 'already deactivated' };
    case 'add-to-groups':
      return { reason: 'already-so', detail: `already in ${operation.groups.join(', ')}` };
    case 'remove-from-groups':
      return inherited(user, operation.groups) ?? notIn(operation.groups, 'already-so');
    case 'move-groups':
      return inherited(user, operation.from) ?? notIn(operation.from, 'not-a-member');
  }
}

function inherited(user: DirectoryUser, groups: readonly string[]): Guard | null {
  const group = groups.find((name) => isMember(user, name) && inheritedThrough(user, name) !== undefined);
  if (group === undefined) return null;
  return { reason: 'inherited', detail: `in ${group} through ${inheritedThrough(user, group)}` };
}

function notIn(groups: readonly string[], reason: 'already-so' | 'not-a-member'): Guard {
  return { reason, detail: `not in ${groups.join(', ')}` };
}
