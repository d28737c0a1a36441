import assert from 'node:assert/strict';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import { guardOf } from '../../../src/policy/guardrails.ts';
import { aDirectoryUser } from '../../support/builders.ts';
import { aGuardContext } from '../../support/guard-contexts.ts';

const OPERATION = { kind: 'activate' } as const;

describe('an activation', () => {
  for (const [who, facts] of [
    ['a protected user', { username: 'ceo' }],
    ['a member of a protected group', { groups: ['board'] }],
    ['an administrator', { groups: ['confluence-administrators'] }],
    ['a service account', { service: true }],
  ] as const satisfies readonly (readonly [string, Partial<DirectoryUser>])[]) {
    it(`of ${who} is not held back by a protection, which guards against losing access`, () => {
      const user = aDirectoryUser({ ...facts, active: false });

      for (const activeAdmins of [0, 1, 3]) {
        assert.equal(guardOf(user, aGuardContext({ operation: OPERATION, activeAdmins })), null);
      }
    });
  }

  it('in a read-only directory is held back like any other write', () => {
    const user = aDirectoryUser({ active: false, directory: 'Corporate LDAP' });

    assert.equal(guardOf(user, aGuardContext({ operation: OPERATION }))?.reason, 'read-only-directory');
  });
});
