import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FrozenFilter, Order } from '../../../src/domain/filter.ts';
import { connectionOf, type Instant, type UserRef } from '../../../src/domain/ids.ts';
import { type DirectoryUser, isLicensed } from '../../../src/domain/user.ts';
import { KnownDirectories } from '../../../src/roster/known-directories.ts';
import { matches } from '../../../src/roster/match-user.ts';
import type { Roster } from '../../../src/roster/roster.ts';
import { createRosterBuilder } from '../../../src/roster/roster-builder.ts';
import { CONNECTIONS, filter, HEADER, order, ref, restart, user } from './arbitraries.ts';
import { type NaiveWorld, naiveSelect } from './naive.ts';

const RUNS = 60;

type Change =
  | { readonly kind: 'put'; readonly user: DirectoryUser }
  | { readonly kind: 'remove'; readonly ref: UserRef }
  | { readonly kind: 'restart'; readonly restart: readonly [UserRef, Instant] };

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), user }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), ref }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), restart }) },
);
const users = fc.uniqueArray(user, { maxLength: 120, selector: ({ ref }) => ref, size: 'max' });
const restarts = fc.array(restart, { maxLength: 6 }).map((entries) => newest(entries));
const queries = fc.array(fc.tuple(filter, order), { minLength: 3, maxLength: 8, size: 'max' });

describe('a roster and a plain filter over all users', () => {
  it('agree on every row, total and unknown, in both orders, page by page, after any changes', async () => {
    const steps = fc.array(fc.tuple(fc.array(change, { maxLength: 12 }), queries), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(users, restarts, steps, async (built, clockStarts, changes) => {
        const world = new World(built, clockStarts);
        const roster = await build(built, clockStarts);
        for (const [batch, asked] of changes) {
          for (const one of batch) {
            world.apply(one);
            apply(roster, one);
          }
          for (const [frozen, by] of asked) assertSame(roster, world, frozen, by);
          assertCounts(roster, world);
          assertNames(roster, world);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('agree with the matcher of single users, known or fresh', async () => {
    await fc.assert(
      fc.asyncProperty(
        users,
        restarts,
        fc.array(filter, { minLength: 5 }),
        async (all, clockStarts, filters) => {
          const roster = await build(all, clockStarts);
          const directories = knownDirectories();
          for (const frozen of filters) {
            const selected = new Set(
              roster.select(frozen, { by: 'name', descending: false }, 0, 200).rows.map(({ ref }) => ref),
            );
            for (const one of all) {
              const restartedAt = clockStarts.get(one.ref) ?? null;
              assert.equal(matches(frozen, one, { directories, restartedAt }), selected.has(one.ref));
              assert.equal(roster.matches(frozen, one), selected.has(one.ref));
            }
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});

function assertSame(roster: Roster, world: NaiveWorld, frozen: FrozenFilter, by: Order): void {
  const expected = naiveSelect(world, frozen, by);
  const context = JSON.stringify({ frozen, by });
  const byRef = new Map(world.users.map((one) => [one.ref as string, one]));
  for (const limit of [0, 7, 500]) {
    for (let offset = 0; offset <= expected.refs.length; offset += Math.max(limit, 50)) {
      const { total, unknown, rows } = roster.select(frozen, by, offset, limit);
      const page = expected.refs.slice(offset, offset + limit);
      assert.equal(total, expected.refs.length, `total of ${context}`);
      assert.equal(unknown, expected.unknown, `unknown of ${context}`);
      assert.deepEqual(
        rows.map(({ ref }) => ref),
        page,
        `rows from ${offset} of ${context}`,
      );
      for (const row of rows) assert.deepEqual(row, byRef.get(row.ref));
    }
  }
  const all = [...roster.each(frozen, by, 9)];
  assert.deepEqual(
    all.flat().map(({ ref }) => ref),
    expected.refs,
    `each of ${context}`,
  );
  assert.ok(all.slice(0, -1).every((batch) => batch.length === 9));
}

function assertNames(roster: Roster, { users: all }: NaiveWorld): void {
  for (const { ref, username } of all) {
    assert.deepEqual(
      roster.user(ref),
      all.find((one) => one.ref === ref),
    );
    for (const connection of CONNECTIONS) {
      const others = all.filter((one) => one.ref !== ref && connectionOf(one.ref) === connection);
      const key = username.toLowerCase().normalize('NFC');
      const isTaken = others.some((one) => one.username.toLowerCase().normalize('NFC') === key);
      assert.equal(roster.isNameTaken(connection, username, ref), isTaken, username);
    }
  }
}

function assertCounts(roster: Roster, { users: all }: NaiveWorld): void {
  assert.equal(roster.size, all.length);
  for (const connection of CONNECTIONS) {
    const own = all.filter(({ ref }) => connectionOf(ref) === connection);
    const active = own.filter((one) => one.active).length;
    const licensed = own.filter(isLicensed).length;
    assert.deepEqual(roster.figures(connection), {
      users: own.length,
      active,
      deactivated: own.length - active,
      licensed,
      seatUnknown: own.filter((one) => one.active && one.seat.kind === 'unknown').length,
    });
    const admins = own.filter((one) => one.active && one.groups.includes('admins')).length;
    assert.equal(roster.activeAdmins(connection), admins);
  }
  for (const { connection, name, members } of roster.groups()) {
    const isMember = ({ ref, groups }: DirectoryUser) =>
      connectionOf(ref) === connection && groups.some((group) => group.toLowerCase() === name.toLowerCase());
    assert.equal(members, all.filter(isMember).length, `members of ${connection} ${name}`);
  }
}

class World implements NaiveWorld {
  readonly #users: Map<UserRef, DirectoryUser>;
  readonly restarts: Map<UserRef, Instant>;
  readonly directories = CONNECTIONS.flatMap((connection) =>
    HEADER.directories.map((directory) => ({ ...directory, connection })),
  );

  constructor(built: readonly DirectoryUser[], clockStarts: ReadonlyMap<UserRef, Instant>) {
    this.#users = new Map(built.map((one) => [one.ref, one]));
    this.restarts = new Map(clockStarts);
  }

  get users(): readonly DirectoryUser[] {
    return [...this.#users.values()];
  }

  apply(one: Change): void {
    if (one.kind === 'put') this.#users.set(one.user.ref, one.user);
    else if (one.kind === 'remove') this.#users.delete(one.ref);
    else {
      const [of, at] = one.restart;
      this.restarts.set(of, Math.max(at, this.restarts.get(of) ?? at));
    }
  }
}

function apply(roster: Roster, one: Change): void {
  if (one.kind === 'put') roster.put(one.user);
  else if (one.kind === 'remove') roster.remove(one.ref);
  else roster.restartClock(...one.restart);
}

async function build(
  all: readonly DirectoryUser[],
  clockStarts: ReadonlyMap<UserRef, Instant>,
): Promise<Roster> {
  const builder = createRosterBuilder();
  for (const connection of CONNECTIONS) builder.addHeader(connection, HEADER);
  for (let at = 0; at < all.length; at += 50) builder.add(all.slice(at, at + 50));
  return builder.finish(clockStarts);
}

function knownDirectories(): KnownDirectories {
  const directories = new KnownDirectories();
  for (const connection of CONNECTIONS) {
    for (const { name, kind } of HEADER.directories) directories.add(connection, name, kind);
  }
  return directories;
}

function newest(entries: readonly (readonly [UserRef, Instant])[]): ReadonlyMap<UserRef, Instant> {
  const map = new Map<UserRef, Instant>();
  for (const [of, at] of entries) map.set(of, Math.max(at, map.get(of) ?? at));
  return map;
}
