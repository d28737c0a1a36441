import assert from 'node:assert/strict';
import type { DirectoryUser } from '../../../../src/domain/user.ts';
import { longDeactivated } from '../../../../src/policy/guardrails/long-deactivated.ts';
import { aDirectoryUser, DAY_MS, NOW } from '../../../support/builders.ts';
import { aGuardContext, DELETE, GIVING, TAKING } from '../../../support/guard-contexts.ts';

const guardFor = (facts: Partial<DirectoryUser>) =>
  longDeactivated({ user: aDirectoryUser(facts), steps: DELETE }, aGuardContext());

describe('an account that is to be deleted', () => {
  it('has to be deactivated for thirty days, to the millisecond', () => {
    assert.equal(guardFor({ active: false, deactivatedAt: NOW - 30 * DAY_MS }), null);
    assert.deepEqual(guardFor({ active: false, deactivatedAt: NOW - 30 * DAY_MS + 1 }), {
      reason: 'not-long-deactivated',
      detail: 'deactivated for less than 30 days',
    });
  });

  it('is left alone while it is active, whatever an old date says', () => {
    for (const deactivatedAt of [null, 0]) {
      assert.deepEqual(guardFor({ active: true, deactivatedAt }), {
        reason: 'not-long-deactivated',
        detail: 'still active',
      });
    }
  });

  it('is left alone when nobody knows since when it is deactivated', () => {
    for (const facts of [{ active: false, deactivatedAt: null }, { active: false }]) {
      assert.deepEqual(guardFor(facts), {
        reason: 'not-long-deactivated',
        detail: 'deactivated, not known since when',
      });
    }
  });
});

describe('an account that is not to be deleted', () => {
  for (const [what, steps] of Object.entries({ ...TAKING, ...GIVING })) {
    if (what === 'deletion') continue;
    it(`needs no time deactivated for a ${what}`, () => {
      for (const active of [true, false]) {
        assert.equal(longDeactivated({ user: aDirectoryUser({ active }), steps }, aGuardContext()), null);
      }
    });
  }
});
