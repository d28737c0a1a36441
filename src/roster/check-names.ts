import { quoteValue } from '../commands/print-filter.ts';
import { connectionOf } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { KnownDirectories } from './known-directories.ts';
import type { KnownGroups } from './known-groups.ts';
import { nearestNames } from './nearest-names.ts';
import type { Named, ResolvedTerm } from './resolve-filter.ts';
import { SUGGESTIONS, unknownGroup } from './resolve-groups.ts';

/** Where names of a filter are looked up. */
export interface NameSource {
  readonly knownGroups: KnownGroups;
  readonly knownDirectories: KnownDirectories;
  find(nameOrMail: string): readonly DirectoryUser[];
  nearestUsers(name: string, limit: number): readonly string[];
}

/**
 * Throws `not-found` for a group, directory or bare word that fits nothing, and `ambiguous` for a word that
 * several accounts answer to in the directories the filter allows.
 */
export function checkNames(terms: readonly ResolvedTerm[], source: NameSource): void {
  for (const term of terms) {
    if (term.kind === 'group') for (const name of term.names) checkGroup(name, source);
    if (term.kind === 'dir') for (const name of term.names) checkDirectory(name, source);
    if (term.kind === 'word') checkWord(term.word, terms, source);
  }
}

function checkGroup({ typed, key }: Named, { knownGroups }: NameSource): void {
  if (knownGroups.named(key).length > 0) return;
  throw unknownGroup(typed, knownGroups.all);
}

function checkDirectory({ typed, key }: Named, { knownDirectories }: NameSource): void {
  if (knownDirectories.isKnown(key)) return;
  const names = new Set([...knownDirectories.all].map(({ name }) => name));
  throw new ProblemError({
    kind: 'not-found',
    what: 'directory',
    name: typed,
    nearest: nearestNames(typed, names, SUGGESTIONS),
  });
}

function checkWord({ typed }: Named, terms: readonly ResolvedTerm[], source: NameSource): void {
  const found = source.find(typed);
  if (found.length === 0) {
    const nearest = source.nearestUsers(typed, SUGGESTIONS);
    throw new ProblemError({ kind: 'not-found', what: 'user', name: typed, nearest });
  }
  const meant = found.filter((user) => isAllowed(user, terms, source.knownDirectories));
  if (meant.length < 2) return;
  const choices = meant.map(
    ({ username, directory }) => `user:${quoteValue(username)} dir:${quoteValue(directory)}`,
  );
  throw new ProblemError({ kind: 'ambiguous', what: 'user', name: typed, choices });
}

function isAllowed(
  { ref, directory }: DirectoryUser,
  terms: readonly ResolvedTerm[],
  directories: KnownDirectories,
): boolean {
  return terms.every(
    (term) =>
      term.kind !== 'dir' ||
      term.names.some(({ key }) => directories.isNamed(key, connectionOf(ref), directory)),
  );
}
