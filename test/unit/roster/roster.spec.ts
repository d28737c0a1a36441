import assert from 'node:assert/strict';
import type { Filter, FrozenFilter, Order, Term } from '../../../src/domain/filter.ts';
import { type ConnectionName, formatUserRef, type Instant, type UserRef } from '../../../src/domain/ids.ts';
import { isProblem, type Problem, problemOf } from '../../../src/domain/problem.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Roster } from '../../../src/roster/roster.ts';
import { createRosterBuilder } from '../../../src/roster/roster-builder.ts';
import { HEADER, NOW } from './arbitraries.ts';

const MAIN = 'main' as ConnectionName;
const HR = 'hr' as ConnectionName;
const BY_NAME: Order = { by: 'name', descending: false };
const ANY: Term = { kind: 'status', status: 'any' };

describe('a roster asked for names', () => {
  it('refuses an unknown group and names the nearest, even when the group would be left out', async () => {
    const roster = await rosterOf(person('ada', { groups: ['support-staff'] }));

    for (const negated of [false, true]) {
      const problem = problemFrom(() => select(roster, { kind: 'group', names: ['suport-staff'], negated }));
      assert.deepEqual(problem, {
        kind: 'not-found',
        what: 'group',
        name: 'suport-staff',
        nearest: ['support-staff'],
      });
    }
  });

  it('knows a group that has no members, and finds nobody in it', async () => {
    const roster = await rosterOf(person('ada'));

    assert.deepEqual(select(roster, { kind: 'group', names: ['EMPTY'], negated: false }), []);
  });

  it('refuses an unknown directory and a kind that no directory has', async () => {
    const roster = await rosterOf(person('ada'));

    const problem = problemFrom(() => select(roster, { kind: 'dir', names: ['crowdd'] }));
    assert.deepEqual(problem, { kind: 'not-found', what: 'directory', name: 'crowdd', nearest: ['Crowd'] });
    const bare = await createRosterBuilder().finish(new Map());
    assert.throws(
      () => select(bare, { kind: 'dir', names: ['ldap'] }),
      (error) => isProblem(error, 'not-found'),
    );
    assert.deepEqual(select(bare, { kind: 'dir', names: ['external'] }), []);
  });

  it('takes a bare word for a username or an address, and suggests the nearest for a misspelt one', async () => {
    const roster = await rosterOf(person('ada.okafor'), person('bo', { email: 'Bo@Example.com' }));

    assert.deepEqual(select(roster, { kind: 'word', word: 'ADA.Okafor' }), ['ada.okafor']);
    assert.deepEqual(select(roster, { kind: 'word', word: 'bo@example.COM' }), ['bo']);
    const misspelt = problemFrom(() => select(roster, { kind: 'word', word: 'ada.okaffor' }));
    assert.deepEqual(misspelt, {
      kind: 'not-found',
      what: 'user',
      name: 'ada.okaffor',
      nearest: ['ada.okafor'],
    });
  });

  it('asks which account is meant when a word fits several, unless the directory says so', async () => {
    const roster = await rosterOf(
      person('ada', { directory: 'Internal Directory' }),
      person('ada', { directory: 'Crowd' }),
    );

    const problem = problemFrom(() => select(roster, { kind: 'word', word: 'ada' }));
    assert.ok(problem?.kind === 'ambiguous');
    assert.deepEqual(problem.choices.toSorted(), ['user:ada dir:"Internal Directory"', 'user:ada dir:Crowd']);
    const narrowed = roster.select(
      frozen({ kind: 'word', word: 'ada' }, { kind: 'dir', names: ['crowd'] }),
      BY_NAME,
      0,
      10,
    );
    assert.deepEqual(
      narrowed.rows.map(({ directory }) => directory),
      ['Crowd'],
    );
  });

  it('does not complain about list entries that fit nobody', async () => {
    const roster = await rosterOf(person('ada'), person('bo'));

    assert.deepEqual(select(roster, { kind: 'list', entries: ['nobody', 'ADA', 'bo@example.com'] }), [
      'ada',
      'bo',
    ]);
  });

  it('finds groups and directories by name over all connections', async () => {
    const builder = createRosterBuilder();
    builder.addHeader(MAIN, HEADER);
    builder.addHeader(HR, HEADER);
    builder.add([
      person('ada', { groups: ['Staff'] }),
      person('bo', { connection: HR, groups: ['STAFF'] }),
      person('cy', { connection: HR }),
    ]);
    const roster = await builder.finish(new Map());

    assert.deepEqual(select(roster, { kind: 'group', names: ['staff'], negated: false }), ['ada', 'bo']);
    assert.deepEqual(select(roster, { kind: 'group', names: ['staff'], negated: true }), ['cy']);
  });

  it('forgets nobody of the same name when one of them goes', async () => {
    const shared = Array.from({ length: 40 }, (_, n) =>
      person('shared', { id: `s${n}`, email: 'team@example.com' }),
    );
    const roster = await rosterOf(...shared);

    roster.remove((shared[7] as DirectoryUser).ref);

    assert.equal(roster.find('TEAM@example.com').length, 39);
    assert.equal(roster.find('shared').length, 39);
  });
});

describe('a roster asked for dates', () => {
  it('counts idle days by the calendar of the zone, from the day a filter was frozen', async () => {
    // 90 days before 24 November 2026 in Berlin is 26 August, which ends at 22:00 UTC.
    const roster = await rosterOf(
      person('last-moment', { lastLogin: { kind: 'at', at: Date.parse('2026-08-26T21:59:59.999Z') } }),
      person('too-late', { lastLogin: { kind: 'at', at: Date.parse('2026-08-26T22:00:00Z') } }),
    );

    assert.deepEqual(select(roster, { kind: 'idle', days: 90, never: false }), ['last-moment']);
  });

  it('takes never used accounts into idle only when asked, by the day they were created', async () => {
    const roster = await rosterOf(
      person('old', { lastLogin: { kind: 'never' }, createdAt: at('2026-01-01') }),
      person('new', { lastLogin: { kind: 'never' }, createdAt: at('2026-11-20') }),
      person('undated', { lastLogin: { kind: 'never' }, createdAt: null }),
    );

    assert.deepEqual(select(roster, { kind: 'idle', days: 90, never: false }), []);
    const { rows, unknown } = roster.select(frozen({ kind: 'idle', days: 90, never: true }), BY_NAME, 0, 10);
    assert.deepEqual(
      rows.map(({ username }) => username),
      ['old'],
    );
    assert.equal(unknown, 1);
  });

  it('starts the idle clock again when told, at once and from the start of a build', async () => {
    const [ada, bo] = [
      person('ada', { lastLogin: loginAt('2026-01-01') }),
      person('bo', { lastLogin: loginAt('2026-01-01') }),
    ];
    const roster = await rosterWith(new Map([[ada.ref, at('2026-11-01')]]), ada, bo);
    const idle: Term = { kind: 'idle', days: 90, never: false };

    assert.deepEqual(select(roster, idle), ['bo']);
    assert.equal(roster.clockStart(ada.ref), at('2026-11-01'));
    roster.restartClock(bo.ref, at('2026-11-02'));
    assert.deepEqual(select(roster, idle), []);
    assert.equal(roster.clockStart(bo.ref), at('2026-11-02'));
  });

  it('keeps a restart through a later put, also of a user it did not know', async () => {
    const roster = await rosterOf();
    const ada = person('ada', { lastLogin: loginAt('2026-01-01') });

    roster.restartClock(ada.ref, at('2026-11-02'));
    roster.put(ada);

    assert.deepEqual(select(roster, { kind: 'idle', days: 30, never: false }), []);
    assert.equal(roster.clockStart(ada.ref), at('2026-11-02'));
  });

  it('has no clock start where a fact is unknown', async () => {
    const unknown = person('a', { lastLogin: { kind: 'unknown' } });
    const before = person('b', { lastLogin: { kind: 'before', at: at('2026-05-01') } });
    const undated = person('c', { lastLogin: { kind: 'never' }, createdAt: null });
    const roster = await rosterOf(unknown, before, undated);

    for (const { ref } of [unknown, before, undated]) assert.equal(roster.clockStart(ref), null);
    roster.restartClock(before.ref, at('2026-06-01'));
    assert.equal(roster.clockStart(before.ref), at('2026-06-01'));
  });

  it('matches "not active since" only where that settles the range', async () => {
    const roster = await rosterOf(person('ada', { lastLogin: { kind: 'before', at: at('2026-05-28') } }));
    const ask = (range: { from?: string; to?: string }) => {
      const { total, unknown } = roster.select(frozen({ kind: 'login', range }), BY_NAME, 0, 10);
      return { total, unknown };
    };

    assert.deepEqual(ask({ to: '2026-06-30' }), { total: 1, unknown: 0 });
    assert.deepEqual(ask({ from: '2026-06-01' }), { total: 0, unknown: 0 });
    assert.deepEqual(ask({ to: '2026-01-31' }), { total: 0, unknown: 1 });
    assert.deepEqual(ask({ from: '2026-01-01', to: '2026-06-30' }), { total: 0, unknown: 1 });
  });

  it('takes a range from 1970 to today for no filter, never used and unknown included', async () => {
    const roster = await rosterOf(
      person('ada', { lastLogin: { kind: 'never' } }),
      person('bo', { lastLogin: { kind: 'unknown' }, createdAt: null }),
    );

    for (const to of ['2026-11-24', '2030-01-01', undefined]) {
      const range = { from: '1970-01-01', ...(to === undefined ? {} : { to }) };
      assert.deepEqual(select(roster, { kind: 'login', range }), ['ada', 'bo']);
      assert.deepEqual(select(roster, { kind: 'created', range }), ['ada', 'bo']);
    }
    assert.deepEqual(select(roster, { kind: 'login', range: { from: '1970-01-01', to: '2026-11-23' } }), []);
  });
});

describe('a roster in order', () => {
  it('lists the longest idle first, never used before all and unknown last, whichever way', async () => {
    const roster = await rosterOf(
      person('recent', { lastLogin: loginAt('2026-11-01') }),
      person('unknown', { lastLogin: { kind: 'unknown' } }),
      person('never', { lastLogin: { kind: 'never' } }),
      person('old', { lastLogin: loginAt('2025-11-01') }),
      person('before', { lastLogin: { kind: 'before', at: at('2026-05-01') } }),
    );
    const names = (descending: boolean) =>
      roster.select(frozen(), { by: 'login', descending }, 0, 10).rows.map(({ username }) => username);

    assert.deepEqual(names(false), ['never', 'old', 'before', 'recent', 'unknown']);
    assert.deepEqual(names(true), ['recent', 'before', 'old', 'never', 'unknown']);
  });

  it('gives what it listed when it began, whatever is put meanwhile', async () => {
    const users = Array.from({ length: 30 }, (_, n) => person(`u${String(n).padStart(2, '0')}`));
    const roster = await rosterOf(...users);
    const listed: string[] = [];

    for (const batch of roster.each(frozen(), BY_NAME, 7)) {
      listed.push(...batch.map(({ username }) => username));
      for (const user of users) roster.put({ ...user, active: false });
      roster.select(frozen(ANY), { by: 'name', descending: true }, 3, 5);
    }

    assert.deepEqual(
      listed,
      users.map(({ username }) => username),
    );
    assert.equal(roster.select(frozen(), BY_NAME, 0, 0).total, 0);
  });

  it('says when it has so many changes that it should be built anew', async () => {
    const roster = await rosterOf();
    assert.equal(roster.needsRebuild, false);

    for (let n = 0; n < 5000; n += 1) roster.put(person(`u${n}`));

    assert.equal(roster.needsRebuild, true);
    assert.equal(roster.size, 5000);
  });
});

describe('a roster asked for the nearest usernames', () => {
  it('puts fewer edits first, then names that contain the word, and leaves out who is gone', async () => {
    const gone = person('okafo');
    const roster = await rosterOf(
      person('okafor'),
      person('okaford'),
      person('ada.okafor'),
      gone,
      person('bo'),
    );
    roster.remove(gone.ref);
    roster.put(person('Okaforr', { id: 'put' }));

    assert.deepEqual(roster.nearestUsers('okafor', 9), ['okafor', 'Okaforr', 'okaford', 'ada.okafor']);
    assert.deepEqual(roster.nearestUsers('zzz', 3), []);
    assert.deepEqual(roster.nearestUsers('', 3), []);
  });
});

interface Odd extends Partial<Omit<DirectoryUser, 'ref'>> {
  readonly connection?: ConnectionName;
  readonly id?: string;
}

function person(username: string, { connection = MAIN, id = username, ...odd }: Odd = {}): DirectoryUser {
  const directory = odd.directory ?? 'Internal Directory';
  return {
    ref: formatUserRef({ connection, directory, id }),
    username,
    email: `${username}@example.com`,
    displayName: username,
    directory,
    active: true,
    createdAt: at('2024-01-01'),
    lastLogin: loginAt('2026-11-20'),
    loginCount: 3,
    groups: [],
    seat: { kind: 'none' },
    service: false,
    ...odd,
  };
}

function at(day: string): Instant {
  return Date.parse(`${day}T12:00:00Z`);
}

function loginAt(day: string): DirectoryUser['lastLogin'] {
  return { kind: 'at', at: at(day) };
}

async function rosterOf(...users: readonly DirectoryUser[]): Promise<Roster> {
  return rosterWith(new Map(), ...users);
}

async function rosterWith(
  clockStarts: ReadonlyMap<UserRef, Instant>,
  ...users: readonly DirectoryUser[]
): Promise<Roster> {
  const builder = createRosterBuilder();
  builder.addHeader(MAIN, HEADER);
  builder.add(users);
  return builder.finish(clockStarts);
}

function frozen(...terms: readonly Term[]): FrozenFilter {
  const filter: Filter = { terms };
  return { filter, frozenAt: NOW, zone: 'Europe/Berlin' };
}

function select(roster: Roster, term: Term): readonly string[] {
  return roster.select(frozen(term), BY_NAME, 0, 100).rows.map(({ username }) => username);
}

function problemFrom(ask: () => unknown): Problem | undefined {
  try {
    ask();
  } catch (error) {
    return problemOf(error);
  }
  return undefined;
}
