import assert from 'node:assert/strict';
import { type ConnectionName, formatUserRef } from '../../../src/domain/ids.ts';
import type { ReadHeader } from '../../../src/ports/user-directory.ts';
import { Census } from '../../../src/roster/census.ts';
import { createRosterBuilder } from '../../../src/roster/roster-builder.ts';
import { aDirectoryUser } from '../../support/builders.ts';

const MAIN = 'main' as ConnectionName;
const group = (name: string, grants: { admin?: true; seat?: true } = {}, memberOf?: readonly string[]) => ({
  name,
  grantsAdmin: grants.admin === true,
  grantsSeat: grants.seat === true,
  ...(memberOf && { memberOf }),
});

describe('A census asked for what the groups of a connection grant', () => {
  it('knows none before the first read', () => {
    const census = new Census();
    assert.deepEqual(census.seatGroups(MAIN), new Set());
    assert.deepEqual(census.adminGroups(MAIN), new Set());
    assert.deepEqual(census.world(MAIN, 7), { seatGroups: new Set(), nesting: new Map(), at: 7 });
  });

  it('gives those of the last read, caseless, and looks through a read once', () => {
    const census = new Census();
    describeGroups(census, [group('Staff', { seat: true }), group('Roots', { admin: true })]);
    const seats = census.seatGroups(MAIN);
    assert.deepEqual(seats, new Set(['staff']));
    assert.deepEqual(census.adminGroups(MAIN), new Set(['roots']));
    assert.equal(census.seatGroups(MAIN), seats);
    describeGroups(census, [group('Paid', { seat: true }), group('Team', { seat: true }, ['Paid'])]);
    assert.deepEqual(census.adminGroups(MAIN), new Set());
    assert.deepEqual(census.world(MAIN, 7), {
      seatGroups: new Set(['paid', 'team']),
      nesting: new Map([
        ['paid', []],
        ['team', ['Paid']],
      ]),
      at: 7,
    });
  });
});

describe('A census whose lists are built anew', () => {
  it('keeps what changed meanwhile, and lets nothing older than the build over it', async () => {
    const census = new Census();
    const entry = { label: 'Main', header: null, readAt: 0, revision: null, staleAfterMs: 0 };
    const named = (id: string, username: string) => {
      const ref = formatUserRef({ connection: MAIN, directory: '1', id });
      return aDirectoryUser({ ref, username });
    };
    const missed = census.watch();
    for (const [number, user] of [
      [4, named('ada', 'before')],
      [6, named('bob', 'after')],
    ] as const) {
      census.apply({ number, ref: user.ref, user, restartedAt: null });
    }
    const builder = createRosterBuilder();
    builder.add([named('ada', 'built'), named('bob', 'built')]);
    const places = new Map([[MAIN, { entry, failed: null, read: 1, mark: 5 }]]);

    census.replace(await builder.finish(new Map()), places, missed);

    const nameOf = (id: string) => census.roster.user(named(id, '').ref)?.username;
    assert.deepEqual([nameOf('ada'), nameOf('bob')], ['built', 'after']);
    assert.equal(census.mark(MAIN), 5);
    census.follow(MAIN, {
      mark: 7,
      read: null,
      failed: undefined,
      isMore: false,
      changes: [
        { number: 6, ref: named('bob', '').ref, user: named('bob', 'after'), restartedAt: null },
        { number: 7, ref: named('ada', '').ref, user: null, restartedAt: null },
      ],
    });
    assert.deepEqual([nameOf('ada'), nameOf('bob')], [undefined, 'after']);
    assert.equal(census.needsRebuild, false);
  });
});

function describeGroups(census: Census, groups: ReadHeader['groups']): void {
  const header: ReadHeader = { directories: [], groups, seats: null };
  const entry = { label: 'Main', header, readAt: 0, revision: null, staleAfterMs: 0 };
  census.replace(null, new Map([[MAIN, { entry, failed: null, read: 1, mark: 1 }]]), []);
}
