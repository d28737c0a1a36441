import assert from 'node:assert/strict';
import { adminGroupsOf } from '../../../src/domain/user.ts';
import { guardOf } from '../../../src/policy/guardrails.ts';
import { aDirectoryUser } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';
import { aGuardContext } from '../../support/guard-contexts.ts';

describe('a guardrail', () => {
  it('does not hold for an ordinary user', () => {
    assert.equal(guardOf(deepFreeze(aDirectoryUser()), aGuardContext()), null);
  });

  it('holds for a user that is already as wanted', () => {
    const gone = aDirectoryUser({ active: false });
    const here = aDirectoryUser({ active: true });

    assert.deepEqual(guardOf(gone, aGuardContext()), { reason: 'already-so', detail: 'already deactivated' });
    assert.deepEqual(guardOf(here, aGuardContext({ operation: { kind: 'activate' } })), {
      reason: 'already-so',
      detail: 'already active',
    });
  });

  it('holds for a user of a read-only directory, which it names', () => {
    const user = aDirectoryUser({ directory: 'Corporate LDAP' });

    assert.deepEqual(guardOf(user, aGuardContext()), {
      reason: 'read-only-directory',
      detail: 'Corporate LDAP is read-only',
    });
  });

  it('does not take a directory that nobody described for read-only', () => {
    assert.equal(guardOf(aDirectoryUser({ directory: 'New LDAP' }), aGuardContext()), null);
  });

  it('holds for a protected user, whatever the case of the name', () => {
    for (const username of ['ceo', 'CEO', 'Ceo']) {
      const guard = guardOf(aDirectoryUser({ username }), aGuardContext());

      assert.deepEqual(guard, { reason: 'protected', detail: 'protected user' });
    }
  });

  it('does not hold for a user whose name only contains a protected one', () => {
    assert.equal(guardOf(aDirectoryUser({ username: 'ceo2' }), aGuardContext()), null);
  });

  it('holds for a member of a protected group, which it names as the directory writes it', () => {
    const user = aDirectoryUser({ groups: ['confluence-users', 'Board'] });

    assert.deepEqual(guardOf(user, aGuardContext()), {
      reason: 'protected',
      detail: 'member of protected group Board',
    });
  });

  it('holds for an admin, naming the group that makes one', () => {
    const user = aDirectoryUser({ groups: ['confluence-administrators', 'confluence-users'] });

    assert.deepEqual(guardOf(user, aGuardContext()), {
      reason: 'admin',
      detail: 'member of confluence-administrators',
    });
  });

  it('holds for an admin whose membership is written in another case than the group', () => {
    const user = aDirectoryUser({ groups: ['Confluence-Administrators'] });

    assert.deepEqual(guardOf(user, aGuardContext()), {
      reason: 'admin',
      detail: 'member of Confluence-Administrators',
    });
  });

  it('holds for a service account', () => {
    assert.deepEqual(guardOf(aDirectoryUser({ service: true }), aGuardContext()), {
      reason: 'service-account',
      detail: 'service account',
    });
  });
});

describe('the groups that grant administration', () => {
  const group = (name: string, grantsAdmin: boolean) => ({ name, grantsAdmin, grantsSeat: true });

  it('are those that say so, in lower case', () => {
    const names = adminGroupsOf([group('users', false), group('admins', true), group('Ops', true)]);

    assert.deepEqual([...names], ['admins', 'ops']);
  });

  it('are none when there are no groups', () => {
    assert.deepEqual([...adminGroupsOf([])], []);
  });
});
