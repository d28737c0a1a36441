import assert from 'node:assert/strict';
import type { DirectoryUser } from '../../../../src/domain/user.ts';
import { guardOf } from '../../../../src/policy/guardrails/rules.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { ADMINS, aGuardContext, DEACTIVATE } from '../../../support/guard-contexts.ts';

const REPORT = aGuardContext({ canWrite: false });

describe('a report of a connection that cannot write', () => {
  it('names users of read-only directories too, as a writable one would change them', () => {
    const user = aDirectoryUser({ directory: 'Corporate LDAP' });

    assert.equal(guardOf({ user, steps: DEACTIVATE }, REPORT), null);
  });

  for (const [reason, facts] of [
    ['already-so', { active: false }],
    ['protected', { username: 'ceo' }],
    ['protected', { groups: ['board'] }],
    ['admin', { groups: [ADMINS] }],
    ['service-account', { service: true }],
    ['too-new', { lastLogin: { kind: 'never' }, createdAt: null }],
  ] as const satisfies readonly (readonly [string, Partial<DirectoryUser>])[]) {
    it(`leaves out who is ${reason} by ${Object.keys(facts).join()}, like a plan`, () => {
      const user = aDirectoryUser({ directory: 'Corporate LDAP', ...facts });

      assert.equal(guardOf({ user, steps: DEACTIVATE }, REPORT)?.reason, reason);
    });
  }
});
