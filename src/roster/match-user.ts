import { caseless, domainOf } from '../domain/caseless.ts';
import type { FrozenFilter } from '../domain/filter.ts';
import { connectionOf, type Instant } from '../domain/ids.ts';
import { type DirectoryUser, isLicensed } from '../domain/user.ts';
import type { KnownDirectories } from './known-directories.ts';
import { type ResolvedTerm, resolvedOnce } from './resolve-filter.ts';

/** Three-valued: `unknown` when a fact that nobody gave decides. */
export type Verdict = 'yes' | 'no' | 'unknown';

/** One user with what is compared in its compared form. */
export interface UserFacts {
  readonly user: DirectoryUser;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly groups: ReadonlySet<string>;
  /** When Rollcall restarted the idle clock; null when it never did. */
  readonly restartedAt: Instant | null;
}

/** What a user is matched against beside itself. */
export interface MatchContext {
  readonly directories: KnownDirectories;
  readonly restartedAt: Instant | null;
}

/**
 * Whether one user matches a filter, by the same rules as the whole roster; unknown counts as no. Names that
 * fit nothing are not an error here: the filter was resolved when the plan was made.
 */
export function matches(filter: FrozenFilter, user: DirectoryUser, context: MatchContext): boolean {
  const facts = factsOf(user, context.restartedAt);
  return verdictOf(resolvedOnce(filter), facts, context.directories) === 'yes';
}

/** A user with its names in compared form. */
export function factsOf(user: DirectoryUser, restartedAt: Instant | null): UserFacts {
  return {
    user,
    username: caseless(user.username),
    email: caseless(user.email),
    displayName: caseless(user.displayName),
    groups: new Set(user.groups.map(caseless)),
    restartedAt,
  };
}

/** All terms together: one `no` decides, else one `unknown`. */
export function verdictOf(
  terms: readonly ResolvedTerm[],
  facts: UserFacts,
  directories: KnownDirectories,
): Verdict {
  let verdict: Verdict = 'yes';
  for (const term of terms) {
    const next = termVerdict(term, facts, directories);
    if (next === 'no') return 'no';
    if (next === 'unknown') verdict = 'unknown';
  }
  return verdict;
}

function termVerdict(term: ResolvedTerm, facts: UserFacts, directories: KnownDirectories): Verdict {
  const { user, username, email, displayName, groups } = facts;
  switch (term.kind) {
    case 'group':
      return said(term.names.some(({ key }) => groups.has(key)) !== term.negated);
    case 'dir': {
      const connection = connectionOf(user.ref);
      return said(term.names.some(({ key }) => directories.isNamed(key, connection, user.directory)));
    }
    case 'status':
      return said(user.active === term.active);
    case 'licensed':
      if (user.active && user.seat.kind === 'unknown') return 'unknown';
      return said(isLicensed(user) === term.licensed);
    case 'idle':
      return idleVerdict(term, facts);
    case 'never':
      return user.lastLogin.kind === 'unknown' ? 'unknown' : said(user.lastLogin.kind === 'never');
    case 'once':
      if (user.lastLogin.kind === 'never') return 'no';
      return user.loginCount === null ? 'unknown' : said(user.loginCount === 1);
    case 'login':
      return loginVerdict(term, user);
    case 'created':
      if (user.createdAt === null) return 'unknown';
      return said(user.createdAt >= term.from && user.createdAt < term.to);
    case 'user':
      return said(term.keys.has(username));
    case 'mail':
      return said(email !== '' && term.keys.has(email));
    case 'domain':
      return said(domainOf(email) !== '' && term.keys.has(domainOf(email)));
    case 'list':
      return said(term.keys.has(username) || (email !== '' && term.keys.has(email)));
    case 'text':
      return said([username, displayName, email].some((text) => text.includes(term.key)));
    case 'word':
      return said(username === term.word.key || (email !== '' && email === term.word.key));
  }
}

type IdleTerm = Extract<ResolvedTerm, { kind: 'idle' }>;
type LoginTerm = Extract<ResolvedTerm, { kind: 'login' }>;

function idleVerdict({ before, never }: IdleTerm, { user, restartedAt }: UserFacts): Verdict {
  const { lastLogin, createdAt } = user;
  if (lastLogin.kind === 'never' && !never) return 'no';
  if (restartedAt !== null && restartedAt >= before) return 'no';
  switch (lastLogin.kind) {
    case 'at':
      return said(lastLogin.at < before);
    case 'before':
      return lastLogin.at < before ? 'yes' : 'unknown';
    case 'never':
      return createdAt === null ? 'unknown' : said(createdAt < before);
    case 'unknown':
      return 'unknown';
  }
}

function loginVerdict({ from, to }: LoginTerm, { lastLogin }: DirectoryUser): Verdict {
  switch (lastLogin.kind) {
    case 'at':
      return said(lastLogin.at >= from && lastLogin.at < to);
    case 'before':
      if (lastLogin.at < from) return 'no';
      return from === Number.NEGATIVE_INFINITY && lastLogin.at < to ? 'yes' : 'unknown';
    case 'never':
      return 'no';
    case 'unknown':
      return 'unknown';
  }
}

function said(value: boolean): Verdict {
  return value ? 'yes' : 'no';
}
