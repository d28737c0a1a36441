import { caseless } from '../../domain/caseless.ts';
import type { Operation } from '../../domain/operation.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Services } from '../services.ts';

type Asked = Exclude<Operation, { readonly kind: 'undo' }>;

/** The operation with its groups in the directory's own spelling; `not-found` with the nearest for an unknown one. */
export function resolveOperation({ census }: Services, operation: Asked): Asked {
  const spelt = (names: readonly string[]) => census.roster.resolveGroups(names, null);
  switch (operation.kind) {
    case 'add-to-groups':
    case 'remove-from-groups':
      return { ...operation, groups: spelt(operation.groups) };
    case 'move-groups':
      return movedBetween({ ...operation, from: spelt(operation.from), to: spelt(operation.to) });
    default:
      return operation;
  }
}

function movedBetween(operation: Extract<Asked, { readonly kind: 'move-groups' }>): Asked {
  const both = operation.from.find((name) => operation.to.some((to) => caseless(to) === caseless(name)));
  if (both === undefined) return operation;
  throw new ProblemError({
    kind: 'guarded',
    message: `${both} is both where users leave and where they go. Nothing was changed.`,
    remedy: 'Name it in one of from: and to: only.',
  });
}
