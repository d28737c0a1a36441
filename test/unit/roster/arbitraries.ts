import fc from 'fast-check';
import type { FrozenFilter, Order, Term } from '../../../src/domain/filter.ts';
import { type ConnectionName, formatUserRef, type UserRef } from '../../../src/domain/ids.ts';
import type { DirectoryGroup, DirectoryInfo, DirectoryUser } from '../../../src/domain/user.ts';
import type { ReadHeader } from '../../../src/ports/user-directory.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
export const NOW = Date.parse('2026-11-24T08:14:00Z');

export const CONNECTIONS = ['main', 'hr'] as ConnectionName[];
const KINDS: Readonly<Record<string, DirectoryInfo['kind']>> = {
  'Internal Directory': 'internal',
  Crowd: 'crowd',
  'AD Köln': 'ldap',
};
const DIRECTORIES: readonly DirectoryInfo[] = Object.entries(KINDS).map(([name, kind]) => ({
  name,
  kind,
  writable: kind === 'internal',
}));
export const GROUPS = ['staff', 'Staff', 'confluence-users', 'admins', 'ΟΔΟΣ', 'Ünit', 'empty'];

export const HEADER: ReadHeader = {
  directories: DIRECTORIES,
  groups: GROUPS.filter((name) => name !== 'Staff').map(
    (name): DirectoryGroup => ({
      name,
      grantsAdmin: name === 'admins',
      grantsSeat: name === 'confluence-users',
    }),
  ),
  seats: null,
};

/** Instants around day borders, month ends and clock changes, so that ranges are hit at their edges. */
const instant = fc
  .tuple(
    fc.integer({ min: 0, max: 420 }),
    fc.constantFrom(0, 1, 39_600_000, 82_799_999, 82_800_000, 86_399_999),
  )
  .map(([days, within]) => Date.parse('2026-11-24T00:00:00Z') - days * DAY_MS + within);

const name = fc.constantFrom(
  'ada',
  'Ada',
  'bo',
  'Émile',
  'E\u0301mile',
  'straße',
  '王芳',
  'o’neil',
  'x🎉y',
  'ΟΔΟΣ',
  '',
);
const email = fc.constantFrom(
  '',
  'ada@example.com',
  'ADA@Example.com',
  'bo@exämple.org',
  'a@b@example.com',
  'odd',
);
const lastLogin: fc.Arbitrary<DirectoryUser['lastLogin']> = fc.oneof(
  { weight: 5, arbitrary: instant.map((at) => ({ kind: 'at' as const, at })) },
  { weight: 2, arbitrary: instant.map((at) => ({ kind: 'before' as const, at })) },
  { weight: 2, arbitrary: fc.constant({ kind: 'never' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'unknown' as const }) },
);
const seat: fc.Arbitrary<DirectoryUser['seat']> = fc.constantFrom(
  { kind: 'none' },
  { kind: 'individual' },
  { kind: 'unknown' },
  { kind: 'group', group: 'confluence-users' },
);

export const ref: fc.Arbitrary<UserRef> = fc
  .tuple(
    fc.constantFrom(...CONNECTIONS),
    fc.constantFrom(...Object.keys(KINDS)),
    fc.integer({ min: 0, max: 60 }),
  )
  .map(([connection, directory, n]) => formatUserRef({ connection, directory, id: `ü${n}` }));

export const user: fc.Arbitrary<DirectoryUser> = fc
  .record({
    ref,
    username: fc.tuple(name, fc.integer({ min: 0, max: 3 })).map(([text, n]) => `${text}${n}`),
    email,
    displayName: fc.tuple(name, name).map((parts) => parts.join(' ')),
    active: fc.boolean(),
    createdAt: fc.option(instant, { freq: 4 }),
    lastLogin,
    loginCount: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 3 }),
    groups: fc.subarray(GROUPS.filter((group) => group !== 'empty')).map((groups) => groups.toSorted()),
    seat,
    service: fc.boolean(),
    extra: fc.constantFrom(undefined, {}, { 'Org role': 'User', Ünit: 'x'.repeat(300) }),
    deactivatedAt: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(null, 0, -1, NOW + 0.5) },
      { weight: 2, arbitrary: instant },
    ),
    inherited: fc.constantFrom<(DirectoryUser['inherited'] | undefined)[]>(
      undefined,
      undefined,
      {},
      { 'confluence-users': 'staff' },
      { ΟΔΟΣ: 'Ünit', staff: 'Ünit', nowhere: 'x'.repeat(500), '1': '王芳' },
    ),
  })
  .map(({ extra, deactivatedAt, inherited, ...facts }) => {
    const directory = decodeURIComponent(facts.ref.split('/')[1] as string);
    return {
      ...facts,
      directory,
      ...(extra === undefined ? {} : { extra }),
      ...(deactivatedAt === undefined ? {} : { deactivatedAt }),
      ...(inherited === undefined ? {} : { inherited }),
    };
  });

const day = instant.map((at) => new Date(at).toISOString().slice(0, 10));
const range = fc
  .tuple(
    fc.option(fc.oneof(day, fc.constant('1970-01-01'))),
    fc.option(fc.oneof(day, fc.constant('2030-01-01'))),
  )
  .map(([from, to]) => ({ ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) }));
const someNames = fc.array(
  fc.tuple(name, fc.integer({ min: 0, max: 3 })).map(([text, n]) => `${text}${n}`.toUpperCase()),
  { minLength: 1, maxLength: 4 },
);
const groupNames = fc.array(fc.constantFrom(...GROUPS, 'STAFF', 'οδοσ'), { minLength: 1, maxLength: 3 });
const directoryNames = fc.array(
  fc.constantFrom('internal directory', 'CROWD', 'ad köln', 'external', 'internal', 'ldap'),
  { minLength: 1, maxLength: 2 },
);

export const term: fc.Arbitrary<Term> = fc.oneof(
  fc.record({ kind: fc.constant('group' as const), names: groupNames, negated: fc.boolean() }),
  fc.record({ kind: fc.constant('dir' as const), names: directoryNames }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom('active' as const, 'deactivated' as const, 'any' as const),
  }),
  fc.record({
    kind: fc.constant('licensed' as const),
    licensed: fc.constantFrom('yes' as const, 'no' as const, 'any' as const),
  }),
  fc.record({
    kind: fc.constant('idle' as const),
    days: fc.integer({ min: 0, max: 430 }),
    never: fc.boolean(),
  }),
  fc.constant({ kind: 'never' as const }),
  fc.constant({ kind: 'once' as const }),
  fc.record({ kind: fc.constant('login' as const), range }),
  fc.record({ kind: fc.constant('created' as const), range }),
  fc.record({ kind: fc.constant('user' as const), names: someNames }),
  fc.record({
    kind: fc.constant('mail' as const),
    addresses: fc.array(email, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('text' as const),
    text: fc.constantFrom(
      '',
      'a',
      'DA',
      'ada',
      'example.com',
      'ÉMI',
      'παδ',
      '王',
      '🎉',
      'σ',
      'ada ada',
      'zzz',
    ),
  }),
  fc.record({
    kind: fc.constant('domain' as const),
    domains: fc.array(fc.constantFrom('EXAMPLE.com', 'exämple.org', 'b@example.com', ''), { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('list' as const),
    entries: fc.array(fc.oneof(email, name, fc.constant('ada0')), { maxLength: 5 }),
  }),
);

export const filter: fc.Arbitrary<FrozenFilter> = fc.record({
  filter: fc.record({ terms: fc.array(term, { maxLength: 4 }) }),
  frozenAt: fc.constantFrom(NOW, Date.parse('2026-11-23T23:30:00Z')),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland'),
});

export const order: fc.Arbitrary<Order> = fc.record({
  by: fc.constantFrom('name' as const, 'login' as const),
  descending: fc.boolean(),
});

export const restart = fc.tuple(ref, instant);
