import { holds, type Person } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import { allPeople, withGroupRoles } from '../people.ts';
import type { Services } from '../services.ts';

/** True when a person as they would be is the end of every admin who can still write from somewhere. */
export async function leavesNoAdmin(services: Services, changed: Person): Promise<boolean> {
  const before = await allPeople(services);
  const after = await withGroupRoles(services, changed);
  const left = before.map((person) => (person.id === changed.id ? after : person));
  return before.some(isReachableAdmin) && !left.some(isReachableAdmin);
}

/** Throws `guarded` when it is so: somebody has to be left who can link accounts and give roles. */
export async function refuseLeavingNoAdmin(services: Services, changed: Person): Promise<void> {
  if (await leavesNoAdmin(services, changed)) throw noAdminLeft();
}

/** The problem of a change that would lock everybody out. */
export function noAdminLeft(): ProblemError {
  return new ProblemError({
    kind: 'guarded',
    message: 'This would leave nobody who is an admin and has an account to write from. Nothing was changed.',
    remedy: 'Give somebody else the role admin first, or link another account.',
  });
}

/** True for an admin who can write from somewhere. */
export function isReachableAdmin(person: Person): boolean {
  return holds(person, 'admin') && person.accounts.length > 0;
}
