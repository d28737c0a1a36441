import assert from 'node:assert/strict';
import type { DirectoryUser } from '../../../../src/domain/user.ts';
import { protectedGroup } from '../../../../src/policy/guardrails/protected-group.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { aGuardContext, DEACTIVATE, GIVING, TAKING } from '../../../support/guard-contexts.ts';

const guardOf = (facts: Partial<DirectoryUser>, steps = TAKING.deactivation ?? []) =>
  protectedGroup({ user: aDirectoryUser(facts), steps }, aGuardContext());

describe('a member of a protected group', () => {
  for (const [what, steps] of Object.entries(TAKING)) {
    it(`is left out of a ${what}, with the group as the directory writes it`, () => {
      for (const group of ['board', 'Board', 'BOARD']) {
        assert.deepEqual(guardOf({ groups: ['confluence-users', group] }, steps), {
          reason: 'protected',
          detail: `member of protected group ${group}`,
        });
      }
    });
  }

  for (const [what, steps] of Object.entries(GIVING)) {
    it(`is not left out of an ${what}`, () => {
      assert.equal(guardOf({ groups: ['board'] }, steps), null);
    });
  }

  it('is one also through another group', () => {
    const facts = { groups: ['board', 'founders'], inherited: { board: 'founders' } };

    assert.equal(guardOf(facts)?.detail, 'member of protected group board');
  });

  it('is told by the first of several such groups', () => {
    const context = aGuardContext({ protectedGroups: new Set(['board', 'legal']) });
    const user = aDirectoryUser({ groups: ['finance', 'legal', 'board'] });

    assert.equal(
      protectedGroup({ user, steps: DEACTIVATE }, context)?.detail,
      'member of protected group legal',
    );
  });

  it('is nobody in a group whose name only contains a protected one', () => {
    assert.equal(guardOf({ groups: ['board-games', 'aboard'] }), null);
  });
});
