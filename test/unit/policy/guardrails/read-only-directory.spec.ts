import assert from 'node:assert/strict';
import { readOnlyDirectory } from '../../../../src/policy/guardrails/read-only-directory.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { aGuardContext, GIVING, TAKING } from '../../../support/guard-contexts.ts';

const LDAP = aDirectoryUser({ directory: 'Corporate LDAP' });

describe('a user of a read-only directory', () => {
  for (const [what, steps] of Object.entries({ ...TAKING, ...GIVING })) {
    it(`is left out of a ${what}, with the name of the directory`, () => {
      assert.deepEqual(readOnlyDirectory({ user: LDAP, steps }, aGuardContext()), {
        reason: 'read-only-directory',
        detail: 'Corporate LDAP is read-only',
      });
      assert.equal(readOnlyDirectory({ user: aDirectoryUser(), steps }, aGuardContext()), null);
    });
  }

  it('is named by a report, which says what a writable connection would change', () => {
    const report = aGuardContext({ canWrite: false });

    assert.equal(readOnlyDirectory({ user: LDAP, steps: [] }, report), null);
  });

  it('is nobody of a directory that was not described', () => {
    const user = aDirectoryUser({ directory: 'New LDAP' });

    assert.equal(readOnlyDirectory({ user, steps: [] }, aGuardContext()), null);
  });
});
