import assert from 'node:assert/strict';
import type { DirectoryUser } from '../../../../src/domain/user.ts';
import { administrator } from '../../../../src/policy/guardrails/administrator.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { ADMINS, aGuardContext, DEACTIVATE, GIVING, TAKING } from '../../../support/guard-contexts.ts';

const guardOf = (facts: Partial<DirectoryUser>, steps = TAKING.deactivation ?? []) =>
  administrator({ user: aDirectoryUser(facts), steps }, aGuardContext());

describe('an administrator', () => {
  for (const [what, steps] of Object.entries(TAKING)) {
    it(`is left out of a ${what}, with the group that makes one as the directory writes it`, () => {
      for (const group of [ADMINS, 'Confluence-Administrators']) {
        assert.deepEqual(guardOf({ groups: [group, 'confluence-users'] }, steps), {
          reason: 'admin',
          detail: `member of ${group}`,
        });
      }
    });
  }

  for (const [what, steps] of Object.entries(GIVING)) {
    it(`is not left out of an ${what}`, () => {
      assert.equal(guardOf({ groups: [ADMINS] }, steps), null);
    });
  }

  it('is left out when deactivated too, and of the removal from the very group', () => {
    assert.equal(guardOf({ groups: [ADMINS], active: false }, TAKING.deletion)?.reason, 'admin');
    assert.equal(guardOf({ groups: [ADMINS] }, [{ kind: 'leave', group: ADMINS }])?.reason, 'admin');
  });

  it('is one also through another group', () => {
    const facts = { groups: [ADMINS, 'ops'], inherited: { [ADMINS]: 'ops' } };

    assert.equal(guardOf(facts)?.detail, `member of ${ADMINS}`);
  });

  it('is told by the first of several such groups', () => {
    const context = aGuardContext({ adminGroups: new Set(['admins-a', 'admins-b']) });
    const user = aDirectoryUser({ groups: ['finance', 'admins-b', 'admins-a'] });

    assert.equal(administrator({ user, steps: DEACTIVATE }, context)?.detail, 'member of admins-b');
  });

  it('is nobody in other groups', () => {
    assert.equal(guardOf({ groups: ['confluence-users', `${ADMINS}-emeritus`] }), null);
  });
});
