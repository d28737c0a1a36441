import { ProblemError } from '../domain/problem.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { Services } from './services.ts';

/** Accounts named when a name fits several. */
const MAX_CHOICES = 10;

/** The one user of that name or address; `not-found` with the nearest names, `ambiguous` when it fits two. */
export function theUser({ census }: Services, name: string): DirectoryUser {
  const found = census.roster.find(name);
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (first === undefined) {
    const nearest = census.roster.nearestUsers(name, 3);
    throw new ProblemError({ kind: 'not-found', what: 'user', name, nearest });
  }
  const choices = found.slice(0, MAX_CHOICES).map((user) => `${user.username} in ${user.directory}`);
  throw new ProblemError({ kind: 'ambiguous', what: 'user', name, choices });
}
