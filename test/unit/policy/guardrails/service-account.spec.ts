import assert from 'node:assert/strict';
import type { DirectoryUser } from '../../../../src/domain/user.ts';
import { serviceAccount } from '../../../../src/policy/guardrails/service-account.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { aGuardContext, GIVING, TAKING } from '../../../support/guard-contexts.ts';

const CONTEXT = aGuardContext({ isServiceName: (username) => username === 'svc-build' });
const guardOf = (facts: Partial<DirectoryUser>, steps = TAKING.deactivation ?? []) =>
  serviceAccount({ user: aDirectoryUser(facts), steps }, CONTEXT);

describe('a service account', () => {
  for (const [what, steps] of Object.entries(TAKING)) {
    it(`is left out of a ${what}, marked or found by its name`, () => {
      assert.deepEqual(guardOf({ service: true }, steps), {
        reason: 'service-account',
        detail: 'service account',
      });
      assert.deepEqual(guardOf({ username: 'svc-build' }, steps), {
        reason: 'service-account',
        detail: 'named like a service account',
      });
    });
  }

  for (const [what, steps] of Object.entries(GIVING)) {
    it(`is not left out of an ${what}`, () => {
      assert.equal(guardOf({ service: true, username: 'svc-build' }, steps), null);
    });
  }

  it('is nobody else', () => {
    assert.equal(guardOf({}), null);
  });
});
