import type { Person } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Asking } from './ask-approval.ts';

/** Throws `not-allowed` when somebody says of an account or user that it is them (spec S1). */
export function refuseOneself({ actor }: Asking, person: Person): void {
  if (actor.person.id !== person.id) return;
  throw new ProblemError({
    kind: 'not-allowed',
    message: 'Nobody links themselves. Nothing was changed. Ask another admin to link this to you.',
  });
}
