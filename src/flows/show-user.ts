import { connectionOf } from '../domain/ids.ts';
import type { UserNotice } from '../domain/notice.ts';
import { ProblemError } from '../domain/problem.ts';
import type { DirectoryUser } from '../domain/user.ts';
import { guardOf } from '../policy/guardrails.ts';
import { guardContext } from './guard-context.ts';
import type { Services } from './services.ts';

/** One user's card; `not-found` with the nearest names, `ambiguous` when the name fits two accounts. */
export function showUser(services: Services, name: string): UserNotice {
  const { census, clock } = services;
  const user = theUser(services, name);
  const connection = connectionOf(user.ref);
  const context = guardContext(services, connection, { kind: 'deactivate' }, true);
  const guard = user.active ? guardOf(user, context) : null;
  return {
    kind: 'user',
    user,
    clockStart: census.roster.clockStart(user.ref),
    protectedBy: guard === null ? null : guard.detail,
    source: census.source(connection, clock.now()),
    now: clock.now(),
  };
}

function theUser({ census }: Services, name: string): DirectoryUser {
  const found = census.roster.find(name);
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (first === undefined) {
    const nearest = census.roster.nearestUsers(name, 3);
    throw new ProblemError({ kind: 'not-found', what: 'user', name, nearest });
  }
  const choices = found.slice(0, 10).map((user) => `${user.username} in ${user.directory}`);
  throw new ProblemError({ kind: 'ambiguous', what: 'user', name, choices });
}
