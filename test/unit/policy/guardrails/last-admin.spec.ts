import assert from 'node:assert/strict';
import { lastAdmin } from '../../../../src/policy/guardrails/last-admin.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { ADMINS, aGuardContext, DEACTIVATE, GIVING, TAKING } from '../../../support/guard-contexts.ts';

const ADMIN = aDirectoryUser({ groups: [ADMINS] });

describe('the last administrator', () => {
  for (const [what, steps] of Object.entries(TAKING)) {
    it(`is left out of a ${what}, also where the count lags behind the directory`, () => {
      for (const activeAdmins of [0, 1]) {
        assert.deepEqual(lastAdmin({ user: ADMIN, steps }, aGuardContext({ activeAdmins })), {
          reason: 'last-admin',
          detail: 'the last enabled administrator',
        });
      }
    });
  }

  for (const [what, steps] of Object.entries(GIVING)) {
    it(`is not left out of an ${what}`, () => {
      assert.equal(lastAdmin({ user: ADMIN, steps }, aGuardContext({ activeAdmins: 1 })), null);
    });
  }

  it('is nobody while there are two', () => {
    assert.equal(lastAdmin({ user: ADMIN, steps: DEACTIVATE }, aGuardContext({ activeAdmins: 2 })), null);
  });

  it('is nobody who is no administrator or is deactivated, however few there are', () => {
    for (const activeAdmins of [0, 1]) {
      const context = aGuardContext({ activeAdmins });

      assert.equal(lastAdmin({ user: aDirectoryUser(), steps: DEACTIVATE }, context), null);
      assert.equal(
        lastAdmin({ user: { ...ADMIN, active: false }, steps: TAKING.deletion ?? [] }, context),
        null,
      );
    }
  });
});
