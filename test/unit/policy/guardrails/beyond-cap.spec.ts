import assert from 'node:assert/strict';
import { beyondCap, type CapContext } from '../../../../src/policy/guardrails/beyond-cap.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { aGuardContext, DEACTIVATE, DELETE, GIVING } from '../../../support/guard-contexts.ts';

const ADA = aDirectoryUser();
const NESTED = aDirectoryUser({ inherited: { 'confluence-users': 'finance' } });
const LEAVE_SEAT = [{ kind: 'leave', group: 'Confluence-Users' }] as const;
const LEAVE_OTHER = [{ kind: 'leave', group: 'finance' }] as const;
const BEYOND = { reason: 'beyond-cap', detail: "beyond today's cap" };

function capOf(capLeft: number): CapContext {
  return { seatGroups: aGuardContext().seatGroups, capLeft };
}

describe('the cap', () => {
  for (const [what, user, steps] of [
    ['a deactivation', ADA, DEACTIVATE],
    ['a deletion', ADA, DELETE],
    ['the removal from a group that grants a seat', ADA, LEAVE_SEAT],
    ['the removal from a group through which a seat comes', NESTED, LEAVE_OTHER],
  ] as const) {
    it(`holds back ${what} when nothing is left of it, and not before`, () => {
      for (const capLeft of [0, -1]) {
        assert.deepEqual(beyondCap({ user, steps }, capOf(capLeft)), BEYOND);
      }
      assert.equal(beyondCap({ user, steps }, capOf(1)), null);
    });

    it(`holds back no ${what} where none is counted`, () => {
      assert.equal(beyondCap({ user, steps }, capOf(Number.POSITIVE_INFINITY)), null);
    });
  }

  it('holds nothing back that takes no access', () => {
    for (const steps of [...Object.values(GIVING), LEAVE_OTHER]) {
      assert.equal(beyondCap({ user: ADA, steps }, capOf(0)), null);
    }
  });
});
