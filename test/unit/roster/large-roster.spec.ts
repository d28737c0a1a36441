import assert from 'node:assert/strict';
import type { FrozenFilter, Order, Term } from '../../../src/domain/filter.ts';
import { type ConnectionName, formatUserRef } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Roster } from '../../../src/roster/roster.ts';
import { createRosterBuilder } from '../../../src/roster/roster-builder.ts';
import { HEADER, NOW } from './arbitraries.ts';
import { type NaiveWorld, naiveSorted, naiveVerdicts } from './naive.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const CONNECTION = 'main' as ConnectionName;
const USERS = 4000;

/**
 * Enough users that names are sorted by their bytes, large groups are bitmaps and small ones row numbers, and
 * pages by name are reached in every way; many share a display name, so that ties decide.
 */
const users: readonly DirectoryUser[] = Array.from({ length: USERS }, (_, n) => {
  const directory = n % 3 === 0 ? 'Crowd' : 'Internal Directory';
  const groups = ['staff', ...(n % 70 === 0 ? ['ΟΔΟΣ'] : []), ...(n % 500 === 0 ? ['Ünit'] : [])];
  return {
    ref: formatUserRef({ connection: CONNECTION, directory, id: `id-${(n * 7919) % USERS}` }),
    username: `user-${(n * 31) % 1800}`,
    email: n % 5 === 0 ? '' : `user-${n}@example.com`,
    displayName: n % 4 === 0 ? 'Confluence User' : `Confluence User ${(n * 17) % 1300}`,
    directory,
    active: n % 8 !== 0,
    createdAt: n % 50 === 0 ? null : NOW - (n % 900) * DAY_MS,
    lastLogin:
      n % 6 === 0
        ? { kind: 'never' }
        : n % 97 === 0
          ? { kind: 'unknown' }
          : { kind: n % 31 === 0 ? 'before' : 'at', at: NOW - ((n * 13) % 400) * DAY_MS },
    loginCount: n % 40 === 0 ? null : n % 5,
    groups,
    seat: n % 90 === 0 ? { kind: 'unknown' } : n % 2 === 0 ? { kind: 'individual' } : { kind: 'none' },
    service: false,
  };
});

const world: NaiveWorld = {
  users,
  directories: HEADER.directories.map((directory) => ({ ...directory, connection: CONNECTION })),
  restarts: new Map(),
};

const ANY: Term = { kind: 'status', status: 'any' };
const FILTERS: readonly (readonly Term[])[] = [
  [],
  [ANY],
  [
    { kind: 'licensed', licensed: 'yes' },
    { kind: 'idle', days: 90, never: true },
  ],
  [
    { kind: 'licensed', licensed: 'no' },
    { kind: 'login', range: { from: '2026-03-01', to: '2026-09-30' } },
  ],
  [ANY, { kind: 'group', names: ['οδοσ'], negated: false }],
  [
    { kind: 'group', names: ['ünit', 'οδοσ'], negated: false },
    { kind: 'dir', names: ['crowd'] },
  ],
  [
    { kind: 'group', names: ['οδοσ'], negated: false },
    { kind: 'group', names: ['Ünit'], negated: false },
  ],
  [
    { kind: 'group', names: ['staff'], negated: false },
    { kind: 'group', names: ['ünit', 'οδοσ'], negated: true },
  ],
  [{ kind: 'text', text: 'SER 29' }],
  [{ kind: 'text', text: 'user-1' }, { kind: 'never' }],
  [{ kind: 'text', text: '7' }, { kind: 'once' }],
  [
    { kind: 'text', text: 'confluence user 12' },
    { kind: 'text', text: '@' },
  ],
  [{ kind: 'list', entries: Array.from({ length: 25 }, (_, n) => `USER-${n * 160}`) }],
  [
    { kind: 'created', range: { to: '2025-12-31' } },
    { kind: 'domain', domains: ['example.com'] },
  ],
];

describe('a roster of thousands', () => {
  let roster: Roster;
  let breaths = 0;

  before(async () => {
    const builder = createRosterBuilder();
    for (let at = 0; at < users.length; at += 512) builder.add(users.slice(at, at + 512));
    builder.addHeader(CONNECTION, HEADER);
    roster = await builder.finish(new Map(), async () => {
      breaths += 1;
    });
  });

  it('lets the event loop turn many times while it is built', () => {
    assert.ok(breaths > 10, `${breaths} breaths`);
  });

  for (const terms of FILTERS) {
    it(`pages through ${JSON.stringify(terms).slice(0, 100)} as a plain filter and sort do`, () => {
      assertPages(roster, world, terms);
    });
  }

  it('does so after hundreds of changes as well', () => {
    const byRef = new Map(users.map((user) => [user.ref, user]));
    for (const [n, user] of users.entries()) {
      if (n % 23 !== 0) continue;
      const changed: DirectoryUser = {
        ...user,
        displayName: `${user.displayName} ${n % 7}`,
        lastLogin: n % 2 === 0 ? { kind: 'at', at: NOW - n * 60_000 } : user.lastLogin,
        groups: ['ΟΔΟΣ'],
      };
      if (n % 3 === 0) byRef.delete(user.ref);
      else byRef.set(user.ref, changed);
      if (n % 3 === 0) roster.remove(user.ref);
      else roster.put(changed);
    }

    for (const terms of FILTERS) assertPages(roster, { ...world, users: [...byRef.values()] }, terms);
  });
});

function assertPages(roster: Roster, compared: NaiveWorld, terms: readonly Term[]): void {
  const frozen: FrozenFilter = { filter: { terms }, frozenAt: NOW, zone: 'America/New_York' };
  const verdicts = naiveVerdicts(compared, frozen);
  for (const by of ['login', 'name'] as const) {
    for (const descending of [false, true]) {
      const order: Order = { by, descending };
      const { refs, unknown } = naiveSorted(verdicts, order);
      for (const offset of [0, 20, Math.floor(refs.length / 2), Math.max(0, refs.length - 5)]) {
        const selection = roster.select(frozen, order, offset, 20);
        assert.equal(selection.total, refs.length);
        assert.equal(selection.unknown, unknown);
        assert.deepEqual(
          selection.rows.map(({ ref }) => ref),
          refs.slice(offset, offset + 20),
        );
      }
      const all = [...roster.each(frozen, order, 1000)].flat();
      assert.deepEqual(
        all.map(({ ref }) => ref),
        refs,
      );
    }
  }
}
