import { DateTime } from 'luxon';
import type { DayRange, FrozenFilter, Order, Term } from '../../../src/domain/filter.ts';
import type { DirectoryInfo, DirectoryUser, LastLogin } from '../../../src/domain/user.ts';

/**
 * The filter language written down a second time, plainly and slowly, sharing no code with the roster:
 * true, false, or null for unknown.
 */
type Truth = boolean | null;

export interface NaiveWorld {
  readonly users: readonly DirectoryUser[];
  readonly directories: readonly (DirectoryInfo & { readonly connection: string })[];
  readonly restarts: ReadonlyMap<string, number>;
}

export interface NaiveResult {
  readonly unknown: number;
  readonly refs: readonly string[];
}

export function naiveSelect(world: NaiveWorld, filter: FrozenFilter, order: Order): NaiveResult {
  return naiveSorted(naiveVerdicts(world, filter), order);
}

type Verdicts = readonly { readonly user: DirectoryUser; readonly truth: Truth }[];

export function naiveVerdicts(world: NaiveWorld, filter: FrozenFilter): Verdicts {
  return world.users.map((user) => ({ user, truth: naiveTruth(world, filter, user) }));
}

export function naiveSorted(verdicts: Verdicts, order: Order): NaiveResult {
  const matching = verdicts.filter(({ truth }) => truth === true).map(({ user }) => user);
  return {
    unknown: verdicts.filter(({ truth }) => truth === null).length,
    refs: sorted(matching, order).map(({ ref }) => ref),
  };
}

export function naiveTruth(world: NaiveWorld, frozen: FrozenFilter, user: DirectoryUser): Truth {
  const { terms } = frozen.filter;
  const said = terms.some((term) => term.kind === 'status');
  const all: readonly Term[] = said ? terms : [...terms, { kind: 'status', status: 'active' }];
  const truths = all.map((term) => truthOf(term, user, world, frozen));
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}

function truthOf(term: Term, user: DirectoryUser, world: NaiveWorld, frozen: FrozenFilter): Truth {
  const login = user.lastLogin;
  switch (term.kind) {
    case 'group': {
      const isMember = user.groups.some((group) => term.names.some((name) => same(name, group)));
      return term.negated ? !isMember : isMember;
    }
    case 'dir':
      return term.names.some((name) => isInDirectory(user, name, world));
    case 'status':
      return term.status === 'any' || user.active === (term.status === 'active');
    case 'licensed': {
      if (term.licensed === 'any') return true;
      if (!user.active) return term.licensed === 'no';
      if (user.seat.kind === 'unknown') return null;
      return (user.seat.kind !== 'none') === (term.licensed === 'yes');
    }
    case 'idle':
      return isIdle(term.days, term.never, user, world, frozen);
    case 'never':
      return login.kind === 'unknown' ? null : login.kind === 'never';
    case 'once':
      if (login.kind === 'never') return false;
      return user.loginCount === null ? null : user.loginCount === 1;
    case 'login':
      return isDateless(term.range, frozen) ? true : loginLies(login, term.range, frozen);
    case 'created':
      if (isDateless(term.range, frozen)) return true;
      return user.createdAt === null ? null : lies(user.createdAt, term.range, frozen);
    case 'user':
      return term.names.some((name) => same(name, user.username));
    case 'mail':
      return user.email !== '' && term.addresses.some((address) => same(address, user.email));
    case 'list':
      return term.entries.some(
        (entry) => same(entry, user.username) || (user.email !== '' && same(entry, user.email)),
      );
    case 'word':
      return same(term.word, user.username) || (user.email !== '' && same(term.word, user.email));
    case 'domain': {
      const domain = user.email.includes('@') ? (user.email.split('@').at(-1) as string) : '';
      return domain !== '' && term.domains.some((name) => same(name, domain));
    }
    case 'saved':
      throw new Error('the terms of a saved filter have to stand in its place');
    case 'text':
      return [user.username, user.displayName, user.email].some((text) =>
        lower(text).includes(lower(term.text)),
      );
  }
}

function isInDirectory(user: DirectoryUser, name: string, { directories }: NaiveWorld): boolean {
  if (directories.some((directory) => same(directory.name, name))) return same(user.directory, name);
  const own = directories.find(
    ({ connection, name: known }) => user.ref.startsWith(`${connection}/`) && known === user.directory,
  );
  if (own === undefined) return false;
  return lower(name) === 'external' ? own.kind !== 'internal' : own.kind === lower(name);
}

function isIdle(
  days: number,
  never: boolean,
  user: DirectoryUser,
  { restarts }: NaiveWorld,
  frozen: FrozenFilter,
): Truth {
  const isOld = (at: number) => {
    const limit = DateTime.fromMillis(frozen.frozenAt, { zone: frozen.zone }).minus({ days });
    return dayOf(at, frozen) <= (limit.toISODate() as string);
  };
  const { lastLogin, createdAt } = user;
  if (lastLogin.kind === 'never' && !never) return false;
  const restart = restarts.get(user.ref);
  if (restart !== undefined && !isOld(restart)) return false;
  if (lastLogin.kind === 'unknown') return null;
  if (lastLogin.kind === 'never') return createdAt === null ? null : isOld(createdAt);
  if (isOld(lastLogin.at)) return true;
  return lastLogin.kind === 'before' ? null : false;
}

function loginLies(login: LastLogin, range: DayRange, frozen: FrozenFilter): Truth {
  switch (login.kind) {
    case 'never':
      return false;
    case 'unknown':
      return null;
    case 'at':
      return lies(login.at, range, frozen);
    case 'before': {
      const day = dayOf(login.at, frozen);
      if (range.from !== undefined && day < range.from) return false;
      return range.from === undefined && (range.to === undefined || day <= range.to) ? true : null;
    }
  }
}

function lies(at: number, { from, to }: DayRange, frozen: FrozenFilter): boolean {
  const day = dayOf(at, frozen);
  return (from === undefined || day >= from) && (to === undefined || day <= to);
}

function isDateless({ from, to }: DayRange, frozen: FrozenFilter): boolean {
  return from === '1970-01-01' && (to === undefined || to >= dayOf(frozen.frozenAt, frozen));
}

function dayOf(at: number, { zone }: FrozenFilter): string {
  return DateTime.fromMillis(at, { zone }).toISODate() as string;
}

function sorted(users: readonly DirectoryUser[], { by, descending }: Order): readonly DirectoryUser[] {
  const tie = (a: DirectoryUser, b: DirectoryUser) =>
    compareText(lower(a.username), lower(b.username)) || compareText(a.ref, b.ref);
  const ascending = users.toSorted((a, b) =>
    by === 'name'
      ? compareText(lower(a.displayName), lower(b.displayName)) || tie(a, b)
      : Math.sign(loginNumber(a) - loginNumber(b)) || tie(a, b),
  );
  if (!descending) return ascending;
  const isLast = (user: DirectoryUser) => by === 'login' && user.lastLogin.kind === 'unknown';
  return [
    ...ascending.filter((user) => !isLast(user)).toReversed(),
    ...ascending.filter(isLast).toReversed(),
  ];
}

function loginNumber({ lastLogin }: DirectoryUser): number {
  if (lastLogin.kind === 'never') return -1e18;
  return lastLogin.kind === 'unknown' ? 1e18 : lastLogin.at;
}

function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function same(a: string, b: string): boolean {
  return lower(a) === lower(b);
}

function lower(text: string): string {
  return text.toLowerCase().normalize('NFC').replaceAll('ς', 'σ').replaceAll('’', "'");
}
