import assert from 'node:assert/strict';
import { directGroups, membershipsWith, nestingOf, UNKNOWN_NESTING } from '../../../src/domain/nesting.ts';

const group = (name: string, ...memberOf: readonly string[]) => ({
  name,
  grantsAdmin: false,
  grantsSeat: false,
  memberOf,
});
const NONE = { groups: [] };

describe('Memberships where groups are nested', () => {
  const nesting = nestingOf([group('Team', 'Office', 'Users'), group('Office', 'All'), group('All')]);

  it("come through every group above those of one's own, by way of the one that brings them", () => {
    assert.deepEqual(membershipsWith(['Team', 'b'], NONE, nesting), {
      groups: ['All', 'Office', 'Team', 'Users', 'b'],
      inherited: { All: 'Team', Office: 'Team', Users: 'Team' },
    });
  });

  it("are one's own where they are both, and come through the first of several", () => {
    assert.deepEqual(membershipsWith(['Team', 'Users', 'Office'], NONE, nesting), {
      groups: ['All', 'Office', 'Team', 'Users'],
      inherited: { All: 'Office' },
    });
  });

  it('end with the group they came through', () => {
    const before = membershipsWith(['Team', 'Users'], NONE, nesting);
    assert.deepEqual(membershipsWith(['Users'], before, nesting), { groups: ['Users'] });
  });

  it('come through groups nested in a circle once', () => {
    const circle = nestingOf([group('a', 'b'), group('b', 'a')]);
    assert.deepEqual(membershipsWith(['a'], NONE, circle), { groups: ['a', 'b'], inherited: { b: 'a' } });
  });

  it('stay as they were where nobody knows the nesting, as long as the group is there they came through', () => {
    const before = { groups: ['all', 'team', 'users'], inherited: { all: 'Team', users: 'team' } };
    assert.deepEqual(membershipsWith(['team', 'x'], before, UNKNOWN_NESTING), {
      groups: ['all', 'team', 'users', 'x'],
      inherited: { all: 'Team', users: 'team' },
    });
    assert.deepEqual(membershipsWith(['x'], before, UNKNOWN_NESTING), { groups: ['x'] });
    assert.deepEqual(directGroups(before), ['team']);
  });
});
