import assert from 'node:assert/strict';
import { type ConnectionName, formatUserRef } from '../../../src/domain/ids.ts';
import { type Problem, problemOf } from '../../../src/domain/problem.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import type { Roster } from '../../../src/roster/roster.ts';
import { createRosterBuilder } from '../../../src/roster/roster-builder.ts';
import { HEADER, NOW } from './arbitraries.ts';

const MAIN = 'main' as ConnectionName;
const HR = 'hr' as ConnectionName;

describe('a roster asked for groups by name', () => {
  const roster = async () => {
    const builder = createRosterBuilder();
    builder.addHeader(MAIN, HEADER);
    const hr = [{ name: 'Leavers', grantsAdmin: false, grantsSeat: false }];
    builder.addHeader(HR, { ...HEADER, groups: hr });
    return builder.finish(new Map());
  };

  it('gives them back in the spelling of their directory, each once, in the order typed', async () => {
    assert.deepEqual((await roster()).resolveGroups(['ADMINS', 'staff', 'Admins'], MAIN), [
      'admins',
      'staff',
    ]);
    assert.deepEqual((await roster()).resolveGroups(['leavers', 'οδοσ'], null), ['Leavers', 'ΟΔΟΣ']);
  });

  it('refuses one that the connection has not, with the nearest that it has', async () => {
    const all = await roster();
    const nearestTo = (name: string, connection: ConnectionName | null) => {
      const problem = problemFrom(() => all.resolveGroups(['staff', name], connection));
      return problem?.kind === 'not-found' && problem.name === name ? problem.nearest : problem;
    };
    assert.deepEqual(nearestTo('leavers', MAIN), []);
    assert.deepEqual(nearestTo('leaver', null), ['Leavers']);
    assert.deepEqual(nearestTo('admin', MAIN), ['admins']);
  });
});

describe('a roster asked for a saved filter', () => {
  it('calls it a fault of ours, because its terms have to stand in its place', async () => {
    const roster = await rosterOf(person('ada'));
    const filter = {
      filter: { terms: [{ kind: 'saved', name: 'leavers' }] },
      frozenAt: NOW,
      zone: 'UTC',
    } as const;
    assert.throws(
      () => roster.select(filter, { by: 'name', descending: false }, 0, 1),
      /"leavers" reached the roster/,
    );
  });
});

describe('a roster asked whether a username is taken', () => {
  it('looks at usernames alone, of others, in the same connection, whatever their case', async () => {
    const [ada, bo] = [person('ada'), person('bo', 'carl')];
    const roster = await rosterOf(ada, bo);
    assert.equal(roster.isNameTaken(MAIN, 'ADA', bo.ref), true);
    assert.equal(roster.isNameTaken(MAIN, 'ada', ada.ref), false);
    assert.equal(roster.isNameTaken(HR, 'ada', bo.ref), false);
    assert.equal(roster.isNameTaken(MAIN, 'carl', ada.ref), false);
  });

  it('knows at once of a name that was given or given up', async () => {
    const [ada, bo] = [person('ada'), person('bo')];
    const roster = await rosterOf(ada, bo);
    roster.put({ ...ada, username: 'ada_old' });
    assert.equal(roster.isNameTaken(MAIN, 'ada', bo.ref), false);
    assert.equal(roster.isNameTaken(MAIN, 'Ada_Old', bo.ref), true);
    roster.remove(ada.ref);
    assert.equal(roster.isNameTaken(MAIN, 'ada_old', bo.ref), false);
  });
});

describe('a roster asked for a user', () => {
  it('gives it back as it was put, however much is said to be inherited', async () => {
    const groups = Array.from({ length: 3_000 }, (_, n) => `group-${n}`);
    const inherited = Object.fromEntries(groups.map((name) => [name, 'team']));
    const ada: DirectoryUser = { ...person('ada'), groups: ['team'], inherited, deactivatedAt: null };
    const roster = await rosterOf(person('bo'), ada, person('chen'));
    assert.deepEqual(roster.user(ada.ref), ada);
  });
});

function person(username: string, email = ''): DirectoryUser {
  const directory = 'Crowd';
  return {
    ref: formatUserRef({ connection: MAIN, directory, id: username }),
    username,
    email,
    displayName: username,
    directory,
    active: true,
    createdAt: null,
    lastLogin: { kind: 'unknown' },
    loginCount: null,
    groups: [],
    seat: { kind: 'none' },
    service: false,
  };
}

async function rosterOf(...users: readonly DirectoryUser[]): Promise<Roster> {
  const builder = createRosterBuilder();
  builder.addHeader(MAIN, HEADER);
  builder.add(users);
  return builder.finish(new Map());
}

function problemFrom(ask: () => unknown): Problem | undefined {
  try {
    ask();
  } catch (error) {
    return problemOf(error);
  }
  return undefined;
}
