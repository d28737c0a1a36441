import type { Operation } from './operation.ts';
import type { Plan } from './plan.ts';

/** What was asked for, with all that makes it that: "deactivate with the suffix _old", "add to finance, sales". */
function operationWords(operation: Operation): string {
  switch (operation.kind) {
    case 'activate':
    case 'delete':
      return operation.kind;
    case 'deactivate':
      return operation.suffix === null ? 'deactivate' : `deactivate with the suffix ${operation.suffix}`;
    case 'add-to-groups':
      return `add to ${operation.groups.join(', ')}`;
    case 'remove-from-groups':
      return `remove from ${operation.groups.join(', ')}`;
    case 'move-groups':
      return `move from ${operation.from.join(', ')} to ${operation.to.join(', ')}`;
    case 'undo':
      return operation.username === null
        ? `undo ${operation.run}`
        : `undo ${operation.run} for ${operation.username}`;
  }
}

/** As much of a fingerprint as people compare: 12 hex digits. */
const SHORT_FINGERPRINT = 12;

/** A frozen plan as the audit log has it: "add to finance: 25 users, fingerprint 0f3a…". */
export function frozenWords({
  operation,
  targets,
  fingerprint,
}: Pick<Plan, 'operation' | 'targets' | 'fingerprint'>): string {
  const users = targets === 1 ? '1 user' : `${targets} users`;
  return `${operationWords(operation)}: ${users}, fingerprint ${fingerprint.slice(0, SHORT_FINGERPRINT)}`;
}
