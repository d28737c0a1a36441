import assert from 'node:assert/strict';
import type { ConnectionName } from '../../../src/domain/ids.ts';
import type { ReadHeader } from '../../../src/ports/user-directory.ts';
import { Census } from '../../../src/roster/census.ts';

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

function describeGroups(census: Census, groups: ReadHeader['groups']): void {
  const header: ReadHeader = { directories: [], groups, seats: null };
  const entry = { label: 'Main', header, readAt: 0, revision: null, staleAfterMs: 0 };
  census.replace(null, new Map([[MAIN, { entry, failed: null, read: 1, mark: 1 }]]), []);
}
