import assert from 'node:assert/strict';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import { guardOf } from '../../../src/policy/guardrails.ts';
import { aDirectoryUser } from '../../support/builders.ts';
import { aGuardContext } from '../../support/guard-contexts.ts';

const REPORT = aGuardContext({ canWrite: false });

describe('a report of a connection that cannot write', () => {
  it('names users of read-only directories too, as a writable one would change them', () => {
    assert.equal(guardOf(aDirectoryUser({ directory: 'Corporate LDAP' }), REPORT), null);
  });

  for (const [reason, facts] of [
    ['already-so', { active: false }],
    ['protected', { username: 'ceo' }],
    ['protected', { groups: ['board'] }],
    ['admin', { groups: ['confluence-administrators'] }],
    ['service-account', { service: true }],
  ] as const satisfies readonly (readonly [string, Partial<DirectoryUser>])[]) {
    it(`leaves out who is ${reason} by ${Object.keys(facts).join()}, like a plan`, () => {
      const user = aDirectoryUser({ directory: 'Corporate LDAP', ...facts });

      assert.equal(guardOf(user, REPORT)?.reason, reason);
    });
  }

  it('leaves out the last administrator', () => {
    const user = aDirectoryUser({ groups: ['confluence-administrators'] });

    assert.equal(guardOf(user, { ...REPORT, activeAdmins: 1 })?.reason, 'last-admin');
  });
});
