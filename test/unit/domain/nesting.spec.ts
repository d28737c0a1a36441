import assert from 'node:assert/strict';
import { joined, without } from '../../../src/domain/membership.ts';
import { nestingOf, UNKNOWN_NESTING, withNested } from '../../../src/domain/nesting.ts';

const group = (name: string, ...memberOf: readonly string[]) => ({
  name,
  grantsAdmin: false,
  grantsSeat: false,
  memberOf,
});

describe('Memberships where groups are nested', () => {
  const nesting = nestingOf([group('Team', 'Office', 'Users'), group('Office', 'All'), group('All')]);
  const through = (...groups: readonly string[]) => withNested({ groups }, nesting);

  it("come through every group above those of one's own, by way of the one that brings them", () => {
    assert.deepEqual(through('Team', 'b'), {
      groups: ['All', 'Office', 'Team', 'Users', 'b'],
      inherited: { All: 'Team', Office: 'Team', Users: 'Team' },
    });
  });

  it("are one's own where they are both, and come through the first of several", () => {
    assert.deepEqual(through('Team', 'Users', 'Office'), {
      groups: ['All', 'Office', 'Team', 'Users'],
      inherited: { All: 'Office' },
    });
  });

  it('come through another group once one of several is left', () => {
    const left = without(through('Office', 'Team'), 'Office');
    assert.deepEqual(withNested(left, nesting), {
      groups: ['All', 'Office', 'Team', 'Users'],
      inherited: { All: 'Team', Office: 'Team', Users: 'Team' },
    });
  });

  it('come through groups nested in a circle once', () => {
    const circle = nestingOf([group('a', 'b'), group('b', 'a')]);
    assert.deepEqual(withNested({ groups: ['a'] }, circle), { groups: ['a', 'b'], inherited: { b: 'a' } });
  });

  it('stay where only a part of the nesting is known', () => {
    const before = { groups: ['Team', 'far'], inherited: { far: 'Team' } };
    assert.deepEqual(withNested(before, nestingOf([group('Team', 'Users')])), {
      groups: ['Team', 'Users', 'far'],
      inherited: { Users: 'Team', far: 'Team' },
    });
  });

  it('stay as they were where nobody knows the nesting', () => {
    const before = { groups: ['all', 'team', 'users'], inherited: { all: 'Team', users: 'team' } };
    assert.deepEqual(withNested(joined(before, 'x'), UNKNOWN_NESTING), {
      groups: ['all', 'team', 'users', 'x'],
      inherited: { all: 'Team', users: 'team' },
    });
  });
});
