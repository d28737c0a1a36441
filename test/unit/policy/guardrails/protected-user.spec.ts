import assert from 'node:assert/strict';
import { protectedUser } from '../../../../src/policy/guardrails/protected-user.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { aGuardContext, GIVING, TAKING } from '../../../support/guard-contexts.ts';

describe('a protected user', () => {
  for (const [what, steps] of Object.entries(TAKING)) {
    it(`is left out of a ${what}, however the name is written`, () => {
      for (const username of ['ceo', 'CEO', 'Ceo']) {
        assert.deepEqual(protectedUser({ user: aDirectoryUser({ username }), steps }, aGuardContext()), {
          reason: 'protected',
          detail: 'protected user',
        });
      }
    });
  }

  for (const [what, steps] of Object.entries(GIVING)) {
    it(`is not left out of an ${what}`, () => {
      assert.equal(
        protectedUser({ user: aDirectoryUser({ username: 'ceo' }), steps }, aGuardContext()),
        null,
      );
    });
  }

  it('stays so under another name', () => {
    const user = aDirectoryUser({ username: 'chair' });
    const context = aGuardContext({ protectedAccounts: new Set([user.ref]) });

    assert.equal(protectedUser({ user, steps: TAKING.deactivation ?? [] }, context)?.reason, 'protected');
    assert.equal(protectedUser({ user, steps: GIVING.activation ?? [] }, context), null);
  });

  it('is nobody whose name only contains a protected one', () => {
    for (const username of ['ceo2', 'the-ceo', 'ce', 'ceo ']) {
      const subject = { user: aDirectoryUser({ username }), steps: TAKING.deactivation ?? [] };

      assert.equal(protectedUser(subject, aGuardContext()), null, username);
    }
  });
});
