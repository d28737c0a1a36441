import assert from 'node:assert/strict';
import { APPROVAL_LIFETIME_MS, APPROVAL_STATES, expire, isOpen } from '../../../src/domain/approval.ts';
import { anApproval, aVerdict } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

describe('the expiry of an approval', () => {
  it('comes a day after the question', () => {
    assert.equal(APPROVAL_LIFETIME_MS, 86_400_000);
  });

  for (const state of ['held', 'waiting'] as const) {
    it(`leaves one that is ${state} alone up to the last millisecond`, () => {
      const approval = deepFreeze(anApproval({ state }));

      assert.equal(expire(approval, approval.createdAt), undefined);
      assert.equal(expire(approval, approval.expiresAt - 1), undefined);
    });

    it(`ends one that is ${state}, one version on and with the votes it has`, () => {
      const verdicts = state === 'waiting' ? [aVerdict('approve')] : [];
      const approval = deepFreeze(anApproval({ state, version: 2, quorum: 2, verdicts }));

      for (const late of [0, 1, APPROVAL_LIFETIME_MS]) {
        assert.deepEqual(expire(approval, approval.expiresAt + late), {
          ...approval,
          version: 3,
          state: 'expired',
        });
      }
    });
  }

  for (const state of APPROVAL_STATES.filter((name) => !isOpen({ state: name }))) {
    it(`does nothing to one that is ${state}`, () => {
      const approval = deepFreeze(anApproval({ state }));

      for (const offset of [-1, 0, 1]) assert.equal(expire(approval, approval.expiresAt + offset), undefined);
    });
  }
});
