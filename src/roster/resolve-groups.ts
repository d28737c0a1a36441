import { caseless } from '../domain/caseless.ts';
import type { ConnectionName } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { KnownGroup, KnownGroups } from './known-groups.ts';
import { nearestNames } from './nearest-names.ts';

/** How many names a problem suggests. */
export const SUGGESTIONS = 3;

/**
 * Names of groups, typed in whatever case, in the directory's own spelling, each once and in the order typed.
 * `not-found` with the nearest names for one that the connection has not, or that no connection has when null.
 */
export function resolveGroups(
  names: readonly string[],
  connection: ConnectionName | null,
  known: KnownGroups,
): readonly string[] {
  const isMeant = (group: KnownGroup) => connection === null || group.connection === connection;
  const found = names.map((typed) => {
    const group = known.named(caseless(typed)).find(isMeant);
    if (group === undefined) throw unknownGroup(typed, [...known.all].filter(isMeant));
    return group.name;
  });
  return [...new Set(found)];
}

/** The problem of a name that none of the groups has. */
export function unknownGroup(typed: string, groups: Iterable<KnownGroup>): ProblemError {
  const names = new Set([...groups].map(({ name }) => name));
  const nearest = nearestNames(typed, names, SUGGESTIONS);
  return new ProblemError({ kind: 'not-found', what: 'group', name: typed, nearest });
}
