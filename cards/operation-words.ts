import type { Operation, OperationKind } from '../src/domain/operation.ts';
import type { Plan } from '../src/domain/plan.ts';
import { count, number } from './format.ts';
import { given, sample } from './text.ts';

interface OperationWords {
  /** As on a button: "Deactivate". */
  readonly verb: string;
  /** While it goes on: "Deactivating". */
  readonly doing: string;
  /** When it is done to somebody: "deactivated". */
  readonly done: string;
}

const MAX_GROUPS = 5;

/** What each operation is called, without the groups it is about. */
export const OPERATIONS: Readonly<Record<OperationKind, OperationWords>> = {
  activate: { verb: 'Activate', doing: 'Activating', done: 'activated' },
  deactivate: { verb: 'Deactivate', doing: 'Deactivating', done: 'deactivated' },
  delete: { verb: 'Delete', doing: 'Deleting', done: 'deleted' },
  'add-to-groups': { verb: 'Add', doing: 'Adding', done: 'added' },
  'remove-from-groups': { verb: 'Remove', doing: 'Removing', done: 'removed' },
  'move-groups': { verb: 'Move', doing: 'Moving', done: 'moved' },
  undo: { verb: 'Undo', doing: 'Undoing', done: 'put back' },
};

/** "Deactivate 25 users", "Add 25 users to a, b", "Undo R-7f3 for 24 users": the name of a plan everywhere. */
export function planWords({ operation, targets }: Pick<Plan, 'operation' | 'targets'>): string {
  const users = count(targets, 'user');
  if (operation.kind === 'undo') return `Undo ${operation.run} for ${users}`;
  return `${OPERATIONS[operation.kind].verb} ${users}${whereWords(operation)}`;
}

/** "Adding 25 users to a, b", while it goes on. */
export function doingWords(operation: Operation, users: number): string {
  if (operation.kind === 'undo') return `Undoing ${operation.run}`;
  return `${OPERATIONS[operation.kind].doing} ${count(users, 'user')}${whereWords(operation)}`;
}

/** What would be done to somebody: "added to a, b". */
export function doneWords(operation: Operation): string {
  return `${OPERATIONS[operation.kind].done}${whereWords(operation)}`;
}

/** "Add all 131 that match to a, b?", asked of everybody on a list. */
export function allWords(operation: Operation, total: number): string {
  const who = total === 1 ? 'the one user that matches' : `all ${number(total)} that match`;
  return `${OPERATIONS[operation.kind].verb} ${who}${whereWords(operation)}?`;
}

/** When nobody is left to do it to. */
export function nobodyWords(operation: Operation): string {
  if (operation.kind === 'undo') return `No user of ${operation.run} to put back`;
  return `No user to ${OPERATIONS[operation.kind].verb.toLowerCase()}${whereWords(operation)}`;
}

/** To or from which groups, with a space ahead; empty for what is about no groups. */
function whereWords(operation: Operation): string {
  switch (operation.kind) {
    case 'add-to-groups':
      return ` to ${groupNames(operation.groups)}`;
    case 'remove-from-groups':
      return ` from ${groupNames(operation.groups)}`;
    case 'move-groups':
      return ` from ${groupNames(operation.from)} to ${groupNames(operation.to)}`;
    default:
      return '';
  }
}

/** What happens to usernames; null when nothing does. */
export function suffixWords(operation: Operation): string | null {
  if (operation.kind !== 'deactivate' || operation.suffix === null) return null;
  return `each username gets ${given(operation.suffix)} at its end, until the account is activated again`;
}

function groupNames(groups: readonly string[]): string {
  return sample(groups, groups.length, MAX_GROUPS);
}
