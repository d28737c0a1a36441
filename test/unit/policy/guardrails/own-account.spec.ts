import assert from 'node:assert/strict';
import { ownAccount } from '../../../../src/policy/guardrails/own-account.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { aGuardContext, DEACTIVATE, GIVING, TAKING } from '../../../support/guard-contexts.ts';

const BOT = aDirectoryUser({ username: 'rollcall' });
const CONTEXT = aGuardContext({ ownAccount: BOT.ref });

describe('the account Rollcall works with', () => {
  for (const [what, steps] of Object.entries(TAKING)) {
    it(`is left out of a ${what}, under any name`, () => {
      for (const username of ['rollcall', 'renamed']) {
        assert.deepEqual(ownAccount({ user: { ...BOT, username }, steps }, CONTEXT), {
          reason: 'own-account',
          detail: 'the account Rollcall works with',
        });
      }
    });
  }

  for (const [what, steps] of Object.entries(GIVING)) {
    it(`is not left out of an ${what}`, () => {
      assert.equal(ownAccount({ user: BOT, steps }, CONTEXT), null);
    });
  }

  it('is nobody else, and nobody where the connection has no account', () => {
    assert.equal(ownAccount({ user: aDirectoryUser(), steps: DEACTIVATE }, CONTEXT), null);
    assert.equal(ownAccount({ user: BOT, steps: DEACTIVATE }, aGuardContext({ ownAccount: null })), null);
  });
});
