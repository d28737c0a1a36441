import assert from 'node:assert/strict';
import { guardOf } from '../../../src/policy/guardrails.ts';
import { aDirectoryUser } from '../../support/builders.ts';
import { aGuardContext } from '../../support/guard-contexts.ts';

const ADMIN = aDirectoryUser({ groups: ['confluence-administrators'] });

describe('the last administrator', () => {
  it('is an admin like others while there are two', () => {
    assert.equal(guardOf(ADMIN, aGuardContext({ activeAdmins: 2 }))?.reason, 'admin');
  });

  it('is said to be the last when there is one', () => {
    assert.deepEqual(guardOf(ADMIN, aGuardContext({ activeAdmins: 1 })), {
      reason: 'last-admin',
      detail: 'the last enabled administrator',
    });
  });

  it('is held for the last also where none was counted, as when the count lags behind the directory', () => {
    assert.equal(guardOf(ADMIN, aGuardContext({ activeAdmins: 0 }))?.reason, 'last-admin');
  });

  it('is nobody who is no admin, however few there are', () => {
    for (const activeAdmins of [0, 1]) {
      assert.equal(guardOf(aDirectoryUser(), aGuardContext({ activeAdmins })), null);
    }
  });

  it('is nobody who is deactivated already', () => {
    const guard = guardOf({ ...ADMIN, active: false }, aGuardContext({ activeAdmins: 1 }));

    assert.equal(guard?.reason, 'already-so');
  });
});
